"""Places from points, and draws that anybody can repeat: no database, no clock."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """A bid with the sum of all members' points and its past employment rate, both in hundredths."""

    bid_id: int
    total: int
    past_rate: int


@dataclass(frozen=True)
class Place:
    """`tie_break` is None, "rate" or "draw": what put this bid before or after another of equal points."""

    position: int
    standing: Standing
    tie_break: str | None


def drawn(seed: str, names: Iterable[int]) -> list[int]:
    """The names in the order a seed draws them: by SHA-256 of `seed:name`."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest())


def places(standings: Iterable[Standing], seed: str) -> list[Place]:
    """Highest points first; equal points by the past employment rate, equal rates by the draw of `seed`."""
    standings = list(standings)
    order = {bid_id: place for place, bid_id in enumerate(drawn(seed, [each.bid_id for each in standings]))}
    ranked = sorted(standings, key=lambda each: (-each.total, -each.past_rate, order[each.bid_id]))
    return [Place(position, each, _tie_break(each, standings)) for position, each in enumerate(ranked, 1)]


def _tie_break(one: Standing, standings: list[Standing]) -> str | None:
    equals = [each for each in standings if each.total == one.total and each is not one]
    if not equals:
        return None
    return "draw" if any(each.past_rate == one.past_rate for each in equals) else "rate"


def expert_seats(size: int) -> int:
    """The least number of experts on a committee: two thirds, rounded up."""
    return -(-2 * size // 3)
