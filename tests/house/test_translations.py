"""Both languages are complete: every sentence has its Chinese, nothing fuzzy, nothing left over, one wording each."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kernel import i18n
from kernel.config import ROOT
from tests.house.words import sentences

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@pytest.fixture(scope="module")
def drawers():
    return {path: i18n.read_drawer(path) for path in i18n.drawers()}


@pytest.fixture(scope="module")
def used():
    return sentences()


def entries(drawers):
    return [(path, message) for path, drawer in drawers.items() for message in drawer if message.id]


def test_every_sentence_has_its_chinese(drawers, used):
    known = {message.id for _, message in entries(drawers) if message.string and all(_each(message.string))}
    places = sorted(used.items(), key=lambda pair: pair[1])
    missing = [f"{where}: {msgid!r}" for msgid, where in places if msgid not in known]
    assert not missing, f"{len(missing)} sentences without Chinese:\n" + "\n".join(missing)


def test_no_entry_is_fuzzy_or_obsolete(drawers):
    assert [f"{path}: {message.id!r}" for path, message in entries(drawers) if message.fuzzy] == []
    assert [str(path) for path, drawer in drawers.items() if drawer.obsolete] == []


def test_no_entry_is_an_orphan(drawers, used):
    orphans = [f"{path.relative_to(ROOT)}: {m.id!r}" for path, m in entries(drawers) if m.id not in used]
    assert not orphans, "nobody says this any more:\n" + "\n".join(orphans)


def test_placeholders_are_the_same_in_both_languages(drawers):
    """Plural sentences aside, where one form may leave out the number."""
    singles = [(path, m) for path, m in entries(drawers) if isinstance(m.id, str) and m.string]
    assert [
        f"{path}: {m.id!r}"
        for path, m in singles
        if set(PLACEHOLDER.findall(m.id)) != set(PLACEHOLDER.findall(m.string))
    ] == []


def test_drawers_agree_on_the_wording(drawers):
    assert i18n.quarrels(drawers) == []


def test_two_wordings_of_one_sentence_are_found(tmp_path):
    wordings = {}
    for name in ("one", "two"):
        path = tmp_path / f"{name}.po"
        path.write_text(f'msgid "Seats"\nmsgstr "{name}"\n', encoding="utf-8")
        wordings[path] = _read(path)
    assert len(i18n.quarrels(wordings)) == 1
    assert i18n.joined(wordings).get("Seats").string == "one"


def test_a_sentence_without_chinese_is_found(drawers, used):
    """The check itself can fail: a sentence nobody translated is missing."""
    known = {message.id for _, message in entries(drawers)}
    assert "A sentence nobody will ever translate" not in known
    assert ("%(num)s row", "%(num)s rows") in used


def _each(string):
    return [string] if isinstance(string, str) else string


def _read(path: Path):
    with path.open("rb") as source:
        return read_po(source, locale=i18n.CHINESE)
