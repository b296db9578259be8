"""Fen by (person, class) as columns. A key of both is one number, so that a region's sums are two sorted arrays.

keys_of(person, class_id) -> int64      key(person, class_id), parts(key): the same for one
standing(person, families)              persons as the rows that stand for them after merges
Sums(keys, fen)                         ascending keys; get, at, folded, less
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from kernel.columnar import positions

Key = tuple[int, int]
SHIFT = 32  # class ids stay below it, and persons below 2**31


def keys_of(person: np.ndarray, class_id: np.ndarray) -> np.ndarray:
    return (person << SHIFT) + class_id


def parts(key: int) -> Key:
    return int(key) >> SHIFT, int(key) & ((1 << SHIFT) - 1)


def standing(person: np.ndarray, families: Mapping[int, int]) -> np.ndarray:
    """Persons, each merged row as the one that stands for it."""
    if not families:
        return person
    merged = np.array(sorted(families), dtype=np.int64)
    into = np.array([families[row] for row in sorted(families)], dtype=np.int64)
    at, is_merged = positions(merged, person)
    return np.where(is_merged, into[at], person)


@dataclass(frozen=True)
class Sums:
    """What is summed for each key, keys ascending and each once."""

    keys: np.ndarray
    fen: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray, fen: np.ndarray) -> "Sums":
        """Added up by key, in any order."""
        known, at = np.unique(keys, return_inverse=True)
        total = np.zeros(len(known), dtype=np.int64)
        np.add.at(total, at, fen)
        return cls(known, total)

    @classmethod
    def by(cls, fen: Mapping[Key, int]) -> "Sums":
        """From {(person, class): fen}."""
        keys = np.array([(person << SHIFT) + in_class for person, in_class in fen], dtype=np.int64)
        return cls.of(keys, np.array(list(fen.values()), dtype=np.int64))

    def at(self, keys: np.ndarray) -> np.ndarray:
        """What stands under each of the keys; 0 where there is nothing."""
        place, is_in = positions(self.keys, keys)
        return np.where(is_in, self.fen[place], 0) if len(self.keys) else np.zeros(len(keys), dtype=np.int64)

    def get(self, key: Key) -> int:
        return int(self.at(np.array([(key[0] << SHIFT) + key[1]]))[0])

    def folded(self, families: Mapping[int, int]) -> "Sums":
        """Merged rows under the row that stands."""
        if not families:
            return self
        person, in_class = self.keys >> SHIFT, self.keys & ((1 << SHIFT) - 1)
        return Sums.of(keys_of(standing(person, families), in_class), self.fen)

    def items(self) -> Iterable[tuple[Key, int]]:
        return zip(map(parts, self.keys.tolist()), self.fen.tolist(), strict=True)
