"""The other side of `processes`: python -m dayafter.ensemble.executors.worker.

Reads the task and its store, then chunks; answers each with its seconds, or with the error that ended it. Ends by
itself when the other end of its input is closed, be it by the death of the process that started it.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from queue import SimpleQueue
from typing import Any

from dayafter.ensemble.chunks import Chunk
from dayafter.errors import DayAfterError


def main() -> None:
    """Serves until there is nothing left to serve."""
    source = sys.stdin.buffer
    back = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    waiting: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(source, waiting), daemon=True).start()
    serving = _Serving()
    while True:
        pickle.dump(serving.answer(waiting.get()), back)
        back.flush()


def _listen(source: Any, waiting: SimpleQueue[Any]) -> None:
    """Hands on what comes; when nothing can come any more, the process ends, whatever it is doing."""
    try:
        while True:
            waiting.put(pickle.load(source))
    except BaseException:
        os._exit(0)


class _Serving:
    """A task, its store, and answers to chunks."""

    def __init__(self) -> None:
        self._held: tuple[Any, Any] | None = None

    def answer(self, asked: Any) -> tuple[str, Any]:
        """("done", seconds), or ("error", ...) with what the other side can raise again."""
        try:
            if isinstance(asked, Chunk):
                assert self._held is not None
                task, store = self._held
                return "done", store.compute(task, asked)
            self._held = pickle.loads(asked)
            self._held[0].run(0, 1)  # imports and compiled code must not pass for the time of a chunk
        except MemoryError:
            os._exit(1)  # as if the system had ended it: the chunk is tried again in a fresh process
        except DayAfterError as error:
            return "error", error
        except Exception:
            return "error", traceback.format_exc()
        return "ready", None


if __name__ == "__main__":
    main()
