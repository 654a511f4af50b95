"""A progress bar on the error stream, where somebody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(steps: int, what: str) -> Iterator[Callable[[str], None]]:
    """A function to be told of each step that is done; silent unless the error stream is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=steps)
        yield lambda done: bar.update(task, advance=1, description=done)


@contextmanager
def share_done(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """A function to be told how many of `total` are done, shown as a share with their rate and the time left."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), rate, TimeRemainingColumn())
    begun: list[tuple[float, int]] = []
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total, rate="")

        def told(done: int) -> None:
            if not begun:
                begun.append((time.monotonic(), done))
            seconds, already = time.monotonic() - begun[0][0], begun[0][1]
            bar.update(task, completed=done, rate=f"{(done - already) / seconds:,.0f}/s" if done > already else "")

        yield told
