"""The text of a notice as data: sections drawn by one template, so that nothing published can carry markup."""

from datetime import date
from enum import Enum
from typing import Any

from flask_babel.speaklater import LazyString

from kernel.i18n import pack, unpack

Cell = str | int | None
SHORT = 60  # characters: what fits beside its label


def sections(body: dict) -> list[dict]:
    """JSON of a body {label: text | [paragraph, …] | {"headers": [...], "rows": [[...], …]}}, in the order given.

    Labels, texts and cells may be lazy sentences (read later in each reader's language), dates, or stored words; a
    whole number as a cell is shown as a count. Money is written by the caller (`kernel.money.format_yuan`).
    """
    return [{"label": _kept(label), **_content(content)} for label, content in body.items()]


def shown(kept: list[dict]) -> list[dict]:
    """What a template draws in the reader's language: sections, and {"facts": [(label, text)]} of short ones."""
    drawn: list[dict] = []
    for section in map(_shown, kept):
        if not _is_short(section):
            drawn.append(section)
        elif drawn and "facts" in drawn[-1]:
            drawn[-1]["facts"].append((section["label"], section["paragraphs"][0]))
        else:
            drawn.append({"facts": [(section["label"], section["paragraphs"][0])]})
    return drawn


def _is_short(section: dict) -> bool:
    return not section["headers"] and len(section["paragraphs"]) == 1 and len(section["paragraphs"][0]) <= SHORT


def _shown(section: dict) -> dict:
    rows = [[_read(cell) for cell in row] for row in section.get("rows", [])]
    headers = [unpack(text) for text in section.get("headers", [])]
    numeric = [at for at in range(len(headers)) if rows and all(isinstance(row[at], int | None) for row in rows)]
    return {
        "label": unpack(section["label"]),
        "paragraphs": [unpack(text) for text in section.get("paragraphs", [])],
        "headers": headers,
        "rows": rows,
        "numeric": numeric,
    }


def _content(content: Any) -> dict:
    if isinstance(content, dict):
        return {
            "headers": [_kept(text) for text in content["headers"]],
            "rows": [[_cell(cell) for cell in row] for row in content["rows"]],
        }
    paragraphs = content if isinstance(content, list | tuple) else [content]
    return {"paragraphs": [_kept(text) for text in paragraphs]}


def _cell(cell: Any) -> Any:
    return cell if cell is None or type(cell) is int else _kept(cell)


def _kept(text: Any) -> dict | str:
    if isinstance(text, Enum):
        text = text.label
    if isinstance(text, date):
        return text.isoformat()
    if not isinstance(text, str | LazyString | int):
        raise TypeError(f"a notice is made of text, dates and whole numbers, not of {type(text).__name__}")
    return pack(text)


def _read(cell: Any) -> Cell:
    return cell if cell is None or isinstance(cell, int) else unpack(cell)
