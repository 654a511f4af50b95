"""A study: a case with settings; each question is a method, computed once, in the order of the layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dayafter.case import Case, CheckReport, Policy, policies, policy
from dayafter.case.tables.adversary import Mission
from dayafter.case.tables.ceasefire import Agreement
from dayafter.case.tables.reassurance import ForceOption
from dayafter.case.tables.talks import Actor
from dayafter.delivery import Plan, deliver
from dayafter.delivery.execute import Execution, execute
from dayafter.insight.aside import Aside
from dayafter.insight.compare import Comparison, Differences, base_option, carried, compare, under_futures
from dayafter.lineage import Manifest, manifest
from dayafter.need import Need, requirement
from dayafter.supply.warnings import checked
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    from dayafter.adversary import Rebuilding
    from dayafter.ceasefire import Ceasefire
    from dayafter.delivery.stochastic.result import Hedge
    from dayafter.deterrence import Race
    from dayafter.deterrence.attack import Risk
    from dayafter.optimise.risk import CVaR
    from dayafter.reassurance import Reassurance
    from dayafter.report.brief import Brief
    from dayafter.talks import Talks

OPTION_DRAWS = 100
"""Draws in which options are compared: differences in common draws are steadier than levels."""


def _silent(what: str) -> None:
    """Progress that nobody watches."""


class Study:
    """What a case answers, with so many draws and this seed. Results are frozen and computed once."""

    def __init__(self, case: Case, draws: int = 500, seed: int = 7, told: Callable[[str], None] = _silent) -> None:
        """Raises CaseError with all findings if the case has errors; `told` hears of each step that is done."""
        case.check().raise_for_errors()
        self.case = case
        self.draws = draws
        self.seed = seed
        self._told = told

    @cached_property
    def check(self) -> CheckReport:
        """What the case's check found, and what no plan can use of its supply."""
        return checked(self.case)

    @cached_property
    def manifest(self) -> Manifest:
        """Which run this is."""
        settings = {"draws": self.draws, "seed": self.seed, "option_draws": OPTION_DRAWS}
        known_on = self.case.settings.known_on.isoformat()
        return manifest(self.case.name, self.case.settings.title, known_on, self.case.digests(), **settings)

    @cached_property
    def _draws(self) -> Draws:
        return Draws(self.case, self.draws, self.seed)

    @cached_property
    def _need(self) -> Need:
        made = requirement(self.case, self._draws)
        self._told("the requirement")
        return made

    def need(self) -> Need:
        """What the recipient requires, line by line and month by month, in every draw."""
        return self._need

    @cached_property
    def _plan(self) -> Plan:
        known = vars(self).get("_need")  # the requirement in all draws is not computed for the plan's sake
        plan = deliver(self.case, known.middle if known else None)
        self._told("the delivery plan")
        return plan

    def deliver(self, under: Policy | str | None = None, *, risk: CVaR | None = None) -> Plan:
        """The unique best plan at central values: of the case as it stands, or under a policy (or the name of one).

        With `risk` its first orders are those of `hedge`, which are best before the future is known.
        """
        if risk is not None:
            return self.hedge(under, risk=risk).plan
        if under is None:
            return self._plan
        chosen = policy(self.case, under) if isinstance(under, str) else under
        return deliver(chosen.apply(self.case))

    def hedge(self, under: Policy | str | None = None, **asked: Any) -> Hedge:
        """What to order now when the future is not known; see `dayafter.delivery.stochastic.hedge` for what to ask."""
        from dayafter.delivery.stochastic.solve import hedge

        chosen = policy(self.case, under) if isinstance(under, str) else under
        case = chosen.apply(self.case) if chosen else self.case
        return hedge(case, **{"seed": self.seed, "told": self._told, **asked})

    @cached_property
    def _execution(self) -> Execution:
        made = execute(self._plan, self._need.parts, self._draws)
        self._told("the plan carried out in every draw")
        return made

    def execution(self) -> Execution:
        """The plan carried out in every draw: what of it survives."""
        return self._execution

    @cached_property
    def _under_futures(self) -> Draws:
        return under_futures(self.case, self._draws)

    @cached_property
    def _adversary(self) -> Rebuilding:
        from dayafter.adversary.model import rebuild

        made = rebuild(self.case, self._under_futures)
        self._told("the adversary's rebuilding")
        return made

    def adversary(self) -> Rebuilding:
        """What the adversary has ready, month by month, in every draw, under the futures of the case."""
        return self._adversary

    @cached_property
    def _race(self) -> Race:
        from dayafter.deterrence import race

        draws = self._under_futures
        made = race(self._adversary, carried(self._execution, draws), self.case, draws)
        self._told("the race")
        return made

    def race(self) -> Race:
        """The adversary's ready formations against the defender's equipped ones, under the futures of the case."""
        return self._race

    @cached_property
    def _risks(self) -> dict[str, Risk]:
        return {}

    def deterrence(self, guarantee: str = "") -> Risk:
        """Whether and when an attack would pay each type of adversary, behind this guarantee of the case (none)."""
        from dayafter.deterrence.attack import decide

        if guarantee not in self._risks:
            self._risks[guarantee] = decide(self._race, guarantee)
            self._told("the decision to attack")
        return self._risks[guarantee]

    @cached_property
    def _ceasefire(self) -> Ceasefire:
        from dayafter.ceasefire import Ceasefire, durability
        from dayafter.ceasefire.monitor import watch, watchable

        watched = watch(self.case, self._draws) if watchable(self.case) else None
        made = Ceasefire(durability(self.case, self._draws), watched)
        self._told("the ceasefire")
        return made

    def ceasefire(self) -> Ceasefire:
        """How long a truce lasts under each agreement of the case, and the watch over its earlier truces."""
        return self._ceasefire

    def talks(self, confidence: float = 0.8, without: Sequence[str] = ()) -> Talks:
        """Who wants what, and what all allies take in this share of the draws; without some parties."""
        from dayafter.talks import talks

        made = talks(self.case, self._draws, confidence, without)
        self._told("the talks")
        return made

    @cached_property
    def _forces(self) -> dict[tuple[bool, tuple[str, ...]], Reassurance]:
        return {}

    def reassurance(
        self, without: Sequence[str] = (), *, risk: bool = False, options: Sequence[str] = ()
    ) -> Reassurance:
        """The international forces of the case, and beside them those without these parties.

        risk: its table `risk` says whether an attack pays while each stands, which takes the race; options: only these.
        """
        from dayafter.reassurance import reassure

        key = risk, tuple(options)
        if key not in self._forces:
            self._forces[key] = reassure(self.case, self._draws, self.race if risk else None, (), options)
            self._told("the international force")
        base = self._forces[key]
        return base.leaving(without) if without else base

    def compare(self, *under: Policy | str) -> Comparison:
        """Policies (names or built in code; all of the case if none is given) beside the case as it stands."""
        known = policies(self.case)
        chosen = [policy(self.case, one) if isinstance(one, str) else one for one in under] or list(known.values())
        draws = Draws(self.case, OPTION_DRAWS, self.seed)
        return compare(base_option(self.case, draws, self._plan), self.case, chosen, draws, self._told)

    def _differences(self, aside: Aside) -> Differences:
        """All policies of the case, compared; part of the work may have been done aside."""
        draws = Draws(self.case, OPTION_DRAWS, self.seed)
        return aside.finish(lambda: base_option(self.case, draws, self._plan), draws, self._told)

    def force_of_brief(self) -> Reassurance:
        """The forces, beside those without the party that gives most of the enablers, if any does."""
        made = self.reassurance()
        return made.leaving((made.enabling,)) if made.enabling else made

    def report(self, reader: str | None = None) -> Brief:
        """The brief, written for this ally (a party; by default the one named in the case's settings)."""
        from dayafter.deterrence.attack.inputs import has_types
        from dayafter.report.answers import Answers
        from dayafter.report.brief import brief

        chosen = self.case.settings.report_for if reader is None else reader
        aside = Aside(self.case, tuple(policies(self.case).values()), OPTION_DRAWS, self.seed)
        try:
            aside.begin(self.deliver())
            answers = Answers(
                case=self.case,
                check=self.check,
                need=self.need(),
                plan=self.deliver(),
                execution=self.execution(),
                compared=lambda: self._differences(aside),
                manifest=self.manifest,
                reader=chosen,
                race=self.race() if self.case.rows(Mission) else None,
                risk=self.deterrence() if self.case.rows(Mission) and has_types(self.case) else None,
                force=self.force_of_brief() if self.case.rows(ForceOption) else None,
                ceasefire=self.ceasefire() if self.case.rows(Agreement) else None,
                talks=self.talks() if self.case.rows(Actor) else None,
            )
            return brief(answers)
        finally:
            aside.stop()
