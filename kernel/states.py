"""States move along the dictionary on the first screen of their model, or not at all."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from kernel.refusals import StateMoved
from kernel.words import Word


def move(row: Any, target: Word, moves: Mapping[Word, set[Word]]) -> None:
    """Set `row.state` to `target`, or refuse with `STATE_MOVED` (409) where that step is not in `moves`."""
    if target not in moves[row.state]:
        raise StateMoved(
            "STATE_MOVED",
            _l(
                "This is now “%(state)s”; somebody may have acted before you. Look again before you go on.",
                state=row.state.label,
            ),
        )
    row.state = target
