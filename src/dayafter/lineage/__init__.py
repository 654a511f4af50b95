"""Which run is this, what went into each number, and the same as W3C PROV."""

from dayafter.lineage.manifest import Manifest, manifest
from dayafter.lineage.prov import prov_document
from dayafter.lineage.trace import FigureTrace, Trace

__all__ = ["FigureTrace", "Manifest", "Trace", "manifest", "prov_document"]
