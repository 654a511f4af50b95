"""What we know: the case as a folder of tables, its figures, sources and vintages."""

from dayafter.case.check import CheckReport, check
from dayafter.case.combine import Quantity
from dayafter.case.diff import CaseDiff, diff
from dayafter.case.excel import write_workbook
from dayafter.case.excel_read import read_workbook
from dayafter.case.export import export
from dayafter.case.folder import find_case, read_case, shipped, write_case
from dayafter.case.model import Case
from dayafter.case.parquet import read_parquet, write_parquet
from dayafter.case.policy import Future, Policy, futures, policies, policy
from dayafter.case.proposal import Proposal, joined, propose, propose_rows
from dayafter.case.settings import Settings
from dayafter.case.time import Timeline

__all__ = [
    "Case",
    "CaseDiff",
    "CheckReport",
    "Future",
    "Policy",
    "Proposal",
    "Quantity",
    "Settings",
    "Timeline",
    "check",
    "diff",
    "export",
    "find_case",
    "futures",
    "joined",
    "policies",
    "policy",
    "propose",
    "propose_rows",
    "read_case",
    "read_parquet",
    "read_workbook",
    "shipped",
    "write_case",
    "write_parquet",
    "write_workbook",
]
