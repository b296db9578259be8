"""The snapshot of a voucher: everything its paper shows, as canonical JSON, taken once at posting.

Names, accounts and figures are copied, so that a later change anywhere leaves the voucher as it was.
"""

import hashlib
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring as encode
from typing import NamedTuple

import numpy as np

from kernel import audit, calendar, clock, formats
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


class Faces(NamedTuple):
    """What vouchers show of trainees, by ascending `line_no`; the numbers masked, a class's number by its id."""

    line_no: np.ndarray
    names: np.ndarray
    numbers: np.ndarray
    class_numbers: dict[int, str]


# An entry of `persons` in its parts, canonical, as `audit.canonical` would write it.
CLASS = '{"class_number":%s,"delta_fen":'
KIND = ',"kind":"%s","line":'
NATURE = ',"nature":"%s","number":'
END = ',"settled_before_fen":%d,"target_fen":%d}'


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
    return rows, _row("合计", len(lines), made.sum(np.arange(len(lines))))


def persons(lines: Lines, faces: Faces) -> str:
    """A JSON list of one entry a line, in their order, with what its roster line shows of the person."""
    at, kinds = np.searchsorted(faces.line_no, lines.line_no), list(KINDS)
    in_class = _written(lambda number: CLASS % encode(faces.class_numbers[number]), lines.class_id)
    kind = _written(lambda kind: KIND % kinds[kind], lines.kind)
    nature = _written(lambda nature: NATURE % NATURES[nature], lines.nature)
    end = _written(lambda *fen: END % fen, lines.settled_before_fen, lines.target_fen)
    names, numbers = map(encode, faces.names[at].tolist()), map(encode, faces.numbers[at].tolist())
    delta, line_no = lines.delta_fen.tolist(), lines.line_no.tolist()
    rows = zip(in_class, delta, kind, line_no, names, nature, numbers, end, strict=True)
    return "[" + ",".join([f'{a}{b}{c}{d},"name":{e}{f}{g}{h}' for a, b, c, d, e, f, g, h in rows]) + "]"


def _written(text: Callable[..., str], *columns: np.ndarray) -> list[str]:
    """The text of each row's numbers, made once for each different row."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        known, place = np.unique(column, return_inverse=True)
        code = code * len(known) + place
    _, first, back = np.unique(code, return_index=True, return_inverse=True)
    rows = zip(*(column[first].tolist() for column in columns), strict=True)
    return np.array([text(*row) for row in rows], dtype=object)[back].tolist()


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


def text(*, persons: str, **fields) -> str:
    """The canonical JSON; `persons` is a list written by the function of that name."""
    written = {name: audit.canonical(value) for name, value in fields.items()} | {"persons": persons}
    return "{" + ",".join(f'"{name}":{written[name]}' for name in sorted(written)) + "}"


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
