"""Files of worked cases against the scalar rule: `python -m bench.orm_stream check FILE…` prints the total."""

from decimal import Decimal
from pathlib import Path

import yaml

from bench.scalar import due
from bench.scalar_policy import Policy, Refused, hundredths, person

TEXT = ("trade", "level", "group", "employer", "name", "document", "title", "region")


class Exact(yaml.SafeLoader):
    """Numbers stay exact and names stay text."""

    def construct_mapping(self, node, deep=False):
        self.flatten_mapping(node)
        names = {self.construct_object(key, deep=True): value for key, value in node.value}
        is_text = {name for name, value in names.items() if name in TEXT and not value.tag.endswith(":null")}
        return {
            name: value.value if name in is_text else self.construct_object(value, True)
            for name, value in names.items()
        }


Exact.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))
Exact.add_constructor("tag:yaml.org,2002:map", Exact.construct_mapping)


def check(paths) -> tuple[list[str], bool]:
    """A line for each case that differs, then one total over all files; and whether all came out."""
    lines, passed, failed = [], 0, 0
    for path in map(Path, paths):
        given = yaml.load(path.read_text(encoding="utf-8"), Exact)
        for case in given["cases"]:
            wanted = wanted_of(case)
            found = answer(merged(given.get("policy"), case.get("policy")), case)
            if found[: len(wanted)] == wanted:
                passed += 1
            else:
                failed += 1
                lines.append(f"{path.name}: {case.get('name')}: expected {wanted}, got {found}")
    return [*lines, f"{passed} passed, {failed} failed"], not failed


def wanted_of(case: dict) -> tuple:
    """(refusal, target, owed) as far as the case says."""
    if case.get("refused"):
        return (case["refused"],)
    amounts = [hundredths(case["target"], "BAD_CASE")]
    if case.get("owed") is not None:
        amounts.append(int(Decimal(case["owed"]) * 100))
    return (None, *amounts)


def answer(policy: dict, case: dict) -> tuple[str | None, int | None, int | None]:
    """(refusal, target fen, owed fen) of one case under one policy."""
    try:
        document = Policy(policy)
        someone, paid, as_of = person(document, case)
    except Refused as refusal:
        return str(refusal), None, None
    found = due(document, someone, as_of)
    return None, found.target, found.owed(document, paid)


def merged(policy: dict | None, over: dict | None) -> dict:
    """A case's policy over the file's: key by key, the options one by one."""
    policy, over = policy or {}, over or {}
    options = {**(policy.get("options") or {}), **(over.get("options") or {})}
    return {**policy, **over, "options": options}
