"""How far slow work has come, told to whoever listens: the page of jobs, a terminal, or nobody."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Listener = Callable[[str, int, int], None]
_listener: ContextVar[Listener | None] = ContextVar("progress_listener", default=None)

PAUSE = 0.3  # seconds between two words on the same step


def progress(step: Any, done: int = 0, total: int = 0) -> None:
    """Say that `done` of `total` of a step is done (total 0: unknown). Cheap enough for every hundredth row."""
    listener = _listener.get()
    if listener is not None:
        listener(str(step), done, total)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Everything said inside goes to `listener`, at most every `PAUSE` seconds within one step."""
    last: list = ["", 0.0]

    def now_and_then(step: str, done: int, total: int) -> None:
        moment = time.monotonic()
        if step != last[0] or done == total or moment - last[1] >= PAUSE:
            last[:] = step, moment
            listener(step, done, total)

    token = _listener.set(now_and_then)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def on_terminal(width: int = 30) -> Iterator[None]:
    """Draw what is said inside as a bar on standard error; one line a step where that is no terminal."""
    steps: list[str] = []

    def draw(step: str, done: int, total: int) -> None:
        filled = width * done // total if total else 0
        if sys.stderr.isatty():
            start = "\n" if steps and steps[-1] != step else ""
            sys.stderr.write(f"{start}\r[{'#' * filled:{width}}] {done:,}/{total:,} {step}\033[K")
        elif step not in steps:
            sys.stderr.write(f"{step}\n")
        steps.append(step) if step not in steps else None
        sys.stderr.flush()

    with heard_by(draw):
        yield
    if steps and sys.stderr.isatty():
        sys.stderr.write("\n")
