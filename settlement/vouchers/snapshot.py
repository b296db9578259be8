"""The snapshot of a voucher: everything its paper shows, as canonical JSON, taken once at posting.

Names, accounts and figures are copied, so that a later change anywhere leaves the voucher as it was.
"""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from kernel import calendar, clock, formats
from kernel.columnar import Frame
from kernel.money import daxie
from settlement.entitlements.lines import NATURES, Lines
from settlement.funds.models import Source
from settlement.runs.models import Run
from settlement.vouchers import composition
from settlement.vouchers.composition import Parts

KINDS = {"skill": "职业技能培训", "startup": "创业培训"}
SOURCES = {
    Source.OWN: "本级预算",
    Source.TRANSFER: "上级补助",
    Source.UNEMPLOYMENT_FUND: "失业保险基金提取",
    Source.ADJUSTMENT: "失业保险调剂补助",
    Source.OTHER: "其他资金",
    Source.INSURANCE: "失业保险基金支出",
}


class Person(NamedTuple):
    """One row of the annex."""

    line: int
    name: str
    number: str
    class_number: str
    target_fen: int
    settled_before_fen: int
    delta_fen: int


def digest(content: bytes) -> str:
    """SHA-256: of a snapshot, the hash that is printed and that the public page confirms; of a file, its own."""
    return hashlib.sha256(content).hexdigest()


def purpose(run: Run) -> str:
    year, month = run.period.split("-")
    return f"{year}年{int(month)}月培训补贴" + (f"更正（{run.corrects_number}）" if run.is_correction else "结算")


def written(amount_fen: int) -> str:
    """`人民币…元整`; 负 before a red amount."""
    return "人民币" + daxie(amount_fen)


def composed(lines: Lines, made: Parts) -> tuple[list[dict], dict]:
    """(composition rows, their sum) of settlement lines and their parts."""
    rows = [_row(KINDS[kind], count, part) for kind, count, part in composition.by_kind(lines.kind, made)]
    return rows, _row("合计", len(lines), made.sum())


def persons(lines: Lines, faces: Frame) -> dict[str, list]:
    """A column each of what lines and faces show; `class` and `nature` are places in `classes` and `natures`."""
    _, first, place = np.unique(lines.class_id, return_index=True, return_inverse=True)
    kinds = [list(KINDS)[kind] for kind in lines.kind[first].tolist()]
    numbers = faces.class_number[first].tolist()
    return {
        "classes": [{"number": number, "kind": kind} for number, kind in zip(numbers, kinds, strict=True)],
        "class": place.tolist(),
        "natures": NATURES,
        "nature": lines.nature.tolist(),
        "name": faces.name.tolist(),
        "number": faces.number.tolist(),
        "line": lines.line_no.tolist(),
        "target_fen": lines.target_fen.tolist(),
        "settled_before_fen": lines.settled_before_fen.tolist(),
        "delta_fen": lines.delta_fen.tolist(),
    }


def shown(says: dict) -> list[Person]:
    """The rows of the annex of a snapshot that was read again."""
    persons = says["persons"]
    if isinstance(persons, list):  # a row each, as it was written until the columns came
        return [Person(*(row[name] for name in Person._fields)) for row in persons]
    classes = [persons["classes"][place]["number"] for place in persons["class"]]
    columns = {**persons, "class_number": classes}
    return [Person(*row) for row in zip(*(columns[name] for name in Person._fields), strict=True)]


def sources(amounts: Mapping[Source, int]) -> list[dict]:
    return [
        {"source": source.value, "name": SOURCES[source], "amount_fen": amount} for source, amount in amounts.items()
    ]


def handler(step: str, name: str, at: str) -> dict:
    return {"step": step, "name": name, "at": at}


def hand(step: str, name: str | None, at) -> dict:
    """One who handled it, with the moment in Shanghai."""
    return handler(step, name or "—", formats.instant(at))


def publicity(run: Run, upheld: int) -> dict:
    """How the publicity went; a correction has none."""
    if run.publicity_ends_on is None:
        return handler("公示", "更正不公示", "—")
    published_on = clock.local(run.published_at).date()
    begins_on = calendar.add_working_days(published_on, 1)
    days = calendar.working_days_left(published_on, run.publicity_ends_on)
    result = "无异议" if not upheld else f"异议成立 {upheld} 件，已剔除"
    return handler("公示", result, f"{begins_on:%m-%d} 至 {run.publicity_ends_on:%m-%d}，{days} 个工作日")


def _row(name: str, count: int, made: Parts) -> dict:
    return {
        "name": name,
        "people": count,
        "base_fen": made.base,
        "uplift_fen": made.uplift,
        "extension_fen": made.extension,
        "correction_fen": made.correction,
        "total_fen": made.total,
    }
