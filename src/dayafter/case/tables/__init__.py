"""Every table of a case, in the order in which a person would fill them."""

from __future__ import annotations

from dayafter.case.columns import FigureRow, Row
from dayafter.case.tables import adversary, deterrence, events, force, logistics, money, reference, supply

TABLES: dict[str, type[Row]] = {
    model.table: model
    for model in (
        reference.Source,
        reference.Party,
        reference.Line,
        reference.Item,
        reference.UnitType,
        reference.Course,
        reference.Pipeline,
        reference.DefendedArea,
        money.Fund,
        logistics.Route,
        logistics.Access,
        logistics.Consent,
        events.Policy,
        events.Future,
        events.Transfer,
        force.ForceTarget,
        force.UnitEquipment,
        force.UnitPeople,
        force.Headcount,
        force.SoldierScale,
        force.ServiceLife,
        force.Attrition,
        force.Consumption,
        force.DefendedAreaCount,
        force.AirDefenceScale,
        force.Magazine,
        force.Raid,
        force.Engagement,
        force.KillProbability,
        force.Holding,
        force.OwnOutput,
        force.Assumption,
        force.Priority,
        supply.Stock,
        supply.Floor,
        supply.Production,
        supply.ProductionShare,
        supply.ExpansionLimit,
        supply.ExpansionCost,
        supply.LeadTime,
        supply.UnitCost,
        supply.Weight,
        supply.Crew,
        supply.Absorption,
        supply.TrainingCapacity,
        money.Budget,
        money.Economy,
        money.ExchangeRate,
        logistics.RouteCapacity,
        logistics.TransitTime,
        logistics.FreightCost,
        events.FutureChance,
        events.FutureMonth,
        events.LossCount,
        adversary.Mission,
        adversary.MissionScale,
        adversary.AdversaryStock,
        adversary.AdversaryStorage,
        adversary.AdversaryProduction,
        adversary.AdversaryLoss,
        adversary.AdversaryPersonnel,
        adversary.AdversaryFormation,
        adversary.AdversaryRate,
        adversary.AdversaryEstimate,
        deterrence.FormationStrength,
        deterrence.StrengthWeight,
    )
}

FIGURES: dict[str, type[FigureRow]] = {name: model for name, model in TABLES.items() if issubclass(model, FigureRow)}


def path_of(table: str) -> str:
    """Where the table lies in a case folder, with a forward slash."""
    model = TABLES[table]
    return f"{model.folder}/{table}.csv" if model.folder else f"{table}.csv"
