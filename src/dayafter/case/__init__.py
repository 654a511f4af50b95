"""What we know: the case as a folder of tables, its figures, sources and vintages."""

from dayafter.case.check import CheckReport, check
from dayafter.case.combine import Quantity
from dayafter.case.folder import find_case, read_case, shipped, write_case
from dayafter.case.model import Case
from dayafter.case.policy import Policy, policies, policy
from dayafter.case.settings import Settings
from dayafter.case.time import Timeline

__all__ = [
    "Case",
    "CheckReport",
    "Policy",
    "Quantity",
    "Settings",
    "Timeline",
    "check",
    "find_case",
    "policies",
    "policy",
    "read_case",
    "shipped",
    "write_case",
]
