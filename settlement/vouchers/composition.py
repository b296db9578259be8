"""What a voucher's total is made of: pure sums over its settlement lines, exact to the fen.

A line posts target − settled. Its parts (base, uplift, extension) are what this target has over the one last posted for
that person; whatever is left, and every line that is not an ordinary one, stands in the column of corrections.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Parts:
    """Fen by column of the voucher; `correction` is printed in red."""

    base: int = 0
    uplift: int = 0
    extension: int = 0
    correction: int = 0

    @property
    def total(self) -> int:
        return self.base + self.uplift + self.extension + self.correction

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))


def parts(line, before=None) -> Parts:
    """The parts of one line's `delta_fen`, against the line last posted for the same person (None: the first one)."""
    if line.nature != "normal" or line.delta_fen < 0:
        return Parts(correction=line.delta_fen)
    columns = ("base_paid_fen", "uplift_fen", "extension_fen")
    base, uplift, extension = (getattr(line, name) - (getattr(before, name) if before else 0) for name in columns)
    uplift += line.licence_fen - (before.licence_fen if before else 0)  # what a licence lifts the addition by
    return Parts(base, uplift, extension, line.delta_fen - base - uplift - extension)


def by_kind(lines: Iterable[tuple[str, Parts]]) -> list[tuple[str, int, Parts]]:
    """(kind, people, parts) in the order in which kinds first appear in the notice: skill, startup."""
    people: dict[str, int] = {}
    sums: dict[str, Parts] = {}
    for kind, made in lines:
        people[kind] = people.get(kind, 0) + 1
        sums[kind] = sums.get(kind, Parts()) + made
    return [(kind, people[kind], sums[kind]) for kind in sorted(people, key=("skill", "startup").index)]
