"""Linear programs in named blocks: built fast, solved exactly and uniquely, explained by their duals and in words."""

from __future__ import annotations
