"""A program of more than two stages on a tree of nodes, told as a two-stage program.

Each node has its own copy of the columns of its stage, which all futures through it share: nobody can decide by what
is not known yet. Nested, the subtree below each child of the root is one scenario of a two-stage program, so that
whatever solves two stages solves the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .blocks import FloatArray
from .extensive import stacked, whole_columns
from .matrix import Sparse, by_columns
from .stages import Scenario, Stage, TwoStage

Part = tuple[Stage, tuple[Sparse, ...]]
"""Stage of a node, and its coefficients on the columns of its ancestors, root first: rows are those of the stage."""


@dataclass(frozen=True, eq=False)
class Tree:
    """Nodes in an order in which parents come first; node 0 is the root.

    parent: number of the parent, -1 for the root [node]. probability: of reaching the node [node]; costs of its stage
    count with it, those of the root once. parts: any sequence; one that makes each part when it is asked for keeps
    memory small.
    """

    title: str
    parent: npt.NDArray[np.int64]
    probability: FloatArray
    names: Sequence[str]
    parts: Sequence[Part]
    constant: float = 0.0

    @cached_property
    def children(self) -> list[list[int]]:
        """Numbers of the children of each node."""
        out: list[list[int]] = [[] for _ in self.parent]
        for number, parent in enumerate(self.parent.tolist()):
            if parent >= 0:
                out[parent].append(number)
        return out

    @cached_property
    def leaves(self) -> list[int]:
        """Numbers of the nodes without children: one for each future."""
        return [number for number, below in enumerate(self.children) if not below]

    def nested(self) -> TwoStage:
        """The two-stage program whose scenarios are the subtrees below the children of the root."""
        groups = [self._below(child) for child in self.children[0]]
        return TwoStage(self.title, self.parts[0][0], _Groups(self, groups, self.children[0]), self.constant)

    def paths(self) -> TwoStage:
        """The two-stage program whose scenarios are the futures one by one, without branches: each knows its end."""
        return TwoStage(self.title, self.parts[0][0], _Groups(self, list(map(self._above, self.leaves)), self.leaves),
                        self.constant)  # fmt: skip

    def _below(self, number: int) -> list[int]:
        out = [number]
        for node in out:
            out.extend(self.children[node])
        return out

    def _above(self, number: int) -> list[int]:
        out = []
        while number > 0:
            out.append(number)
            number = int(self.parent[number])
        return out[::-1]


@dataclass(frozen=True, eq=False)
class _Groups(Sequence[Scenario]):
    """Scenarios made of several nodes each; probability and name are those of the node in `heads`."""

    tree: Tree
    groups: list[list[int]]
    heads: list[int]

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[Scenario]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: Any) -> Any:
        group, head, tree = self.groups[number], self.heads[number], self.tree
        chance = float(tree.probability[head])
        # Along a path every node is certain; in a subtree it is as likely as it is once the head is reached.
        branching = group[0] == head
        parts = [tree.parts[node] for node in group]
        stages = [stage for stage, _ in parts]
        col = dict(zip(group, np.cumsum([0, *(stage.num_col for stage in stages)]).tolist(), strict=False))
        row = dict(zip(group, np.cumsum([0, *(stage.num_row for stage in stages)]).tolist(), strict=False))
        own, technology = [], []
        for node, (stage, links) in zip(group, parts, strict=True):
            own.append((stage.matrix, row[node], col[node]))
            technology.append((links[0], row[node], 0))
            above = int(tree.parent[node])
            for link in reversed(links[1:]):
                own.append((link, row[node], col[above]))
                above = int(tree.parent[above])
        weights = [float(tree.probability[node]) / chance if branching and chance else 1.0 for node in group]
        made = Stage(
            cost=np.concatenate([w * stage.cost for w, stage in zip(weights, stages, strict=True)]),
            col_lower=np.concatenate([stage.col_lower for stage in stages]),
            col_upper=np.concatenate([stage.col_upper for stage in stages]),
            matrix=by_columns(stacked(own), sum(stage.num_col for stage in stages)),
            row_lower=np.concatenate([stage.row_lower for stage in stages]),
            row_upper=np.concatenate([stage.row_upper for stage in stages]),
            whole=whole_columns(stages),
        )
        return Scenario(tree.names[head], chance, made, by_columns(stacked(technology), tree.parts[0][0].num_col))
