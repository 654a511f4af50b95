"""Charts drawn in a second interpreter, while the first one writes: the renderer holds the interpreter it runs in."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

from dayafter.report.charts.chart import PNG_SCALE, Chart, as_png, as_svg


class Studio:
    """Takes charts as they are made; each gets its pictures when they are ready. Whatever goes wrong here, a chart
    without pictures draws itself."""

    def __init__(self) -> None:
        """Starts the other interpreter."""
        self._sent: list[Chart] = []
        self._waiting: SimpleQueue[bytes] = SimpleQueue()
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "dayafter.report.charts.studio"]
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        Thread(target=self._send, daemon=True).start()

    def take(self, chart: Chart) -> None:
        """Sends the chart over."""
        chart.aside.update(svg=Future[str](), png=Future[bytes]())
        self._sent.append(chart)
        self._waiting.put(pickle.dumps((json.dumps(chart.spec, allow_nan=False), chart.alt)))

    def close(self) -> None:
        """Says that no more charts come; those sent are still drawn."""
        self._waiting.put(b"")
        Thread(target=self._collect, daemon=True).start()

    def _send(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError), self._process.stdin as pipe:
            while chart := self._waiting.get():
                pipe.write(chart)
                pipe.flush()

    def _collect(self) -> None:
        assert self._process.stdout is not None
        try:
            for kind in ("svg", "png"):
                for chart in self._sent:
                    chart.aside[kind].set_result(pickle.load(self._process.stdout))
        except Exception:  # the charts draw themselves then
            self._process.kill()
        self._give_up()
        self._process.stdout.close()
        self._process.wait()

    def _give_up(self) -> None:
        for chart in self._sent:
            for picture in chart.aside.values():
                picture.cancel()


def _serve() -> None:
    """The other side: all charts as SVG in the order they come, then all of them as PNG."""
    back = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the pictures
    drawn = []
    while True:
        try:
            spec, alt = pickle.load(sys.stdin.buffer)
        except EOFError:
            break
        drawn.append(as_svg(spec, alt))
    for svg in drawn:
        pickle.dump(svg, back)
    back.flush()
    for svg in drawn:
        pickle.dump(as_png(svg, PNG_SCALE), back)
        back.flush()


if __name__ == "__main__":
    _serve()
