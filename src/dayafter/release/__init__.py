"""Releases: a case and its results as one party may see them at one step of disclosure, audited before they leave."""

from dayafter.release.audit import Audit, Leak, audit
from dayafter.release.result import CANNOT_TELL, Release
from dayafter.release.withhold import Hidden, Shown, show
from dayafter.release.write import release

__all__ = ["CANNOT_TELL", "Audit", "Hidden", "Leak", "Release", "Shown", "audit", "release", "show"]
