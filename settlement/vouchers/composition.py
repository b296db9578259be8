"""What a voucher's total is made of: pure sums over the columns of its settlement lines, exact to the fen.

A line posts target − settled. Its parts (base, uplift, extension) are what this target has over the one last posted for
that person; whatever is left, and every line that is not an ordinary one, stands in the column of corrections.
"""

from dataclasses import dataclass, fields

import numpy as np

from kernel.columnar import Frame
from settlement.entitlements.lines import NORMAL, TARGET, Lines
from settlement.policy.columns import KINDS


@dataclass(frozen=True)
class Parts:
    """Fen by column of the voucher, for each line (int64) or summed (int); `correction` is printed in red."""

    base: np.ndarray | int
    uplift: np.ndarray | int
    extension: np.ndarray | int
    correction: np.ndarray | int

    @property
    def total(self) -> np.ndarray | int:
        return self.base + self.uplift + self.extension + self.correction

    def take(self, rows: np.ndarray) -> "Parts":
        """Of some lines only (positions or a mask)."""
        return Parts(*(getattr(self, part.name)[rows] for part in fields(self)))

    def sum(self) -> "Parts":
        """Added up over the lines."""
        return Parts(*(int(getattr(self, part.name).sum()) for part in fields(self)))


def parts(lines: Lines, before: Frame) -> Parts:
    """The parts of each line's `delta_fen`, against what was posted last for the same person (`Past.targets`)."""
    base, uplift, extension, licence = (getattr(lines, name) - getattr(before, name) for name in TARGET)
    ordinary = (lines.nature == NORMAL) & (lines.delta_fen >= 0)
    made = [np.where(ordinary, part, 0) for part in (base, uplift + licence, extension)]
    return Parts(*made, lines.delta_fen - sum(made))


def by_kind(kind: np.ndarray, made: Parts) -> list[tuple[str, int, Parts]]:
    """(kind, people, parts) in the order in which kinds first appear in the notice: skill, startup."""
    return [
        (name, int((kind == code).sum()), made.take(kind == code).sum())
        for code, name in enumerate(KINDS)
        if (kind == code).any()
    ]
