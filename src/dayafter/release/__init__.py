"""Releases: a case and its results as one party may see them at one step of disclosure, audited before they leave."""
