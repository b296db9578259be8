"""The rule sets are data: each number has its article, and what is not law is never shown as law."""

from datetime import date

import pytest

from kernel.refusals import Refusal
from tendering.tenders import rules
from tendering.tenders.rules import Mark, Regime


@pytest.mark.parametrize("regime", list(Regime))
def test_every_number_has_a_label_a_unit_and_an_article(regime):
    for number in rules.rule_set(regime, date(2026, 3, 2)).numbers.values():
        assert number.name in rules.LABELS
        assert number.unit in rules.UNITS
        assert number.article
        assert number.value >= 1


@pytest.mark.parametrize("regime", list(Regime))
def test_what_is_not_law_is_never_shown_as_law(app, regime):
    for number in rules.rule_set(regime, date(2026, 3, 2)).numbers.values():
        if number.mark in {Mark.STATUTE, Mark.NOTICE}:
            assert number.source == number.law == number.article
        else:
            assert number.law is None
            assert number.article not in number.source


def test_a_setting_replaces_only_what_is_not_law():
    changed = rules.rule_set("procurement", date(2026, 3, 2), {"deadline": 3, "standstill": 4})
    assert changed["deadline"].value == 20
    assert changed["standstill"].value == 4


def test_no_rule_set_before_the_first_edition():
    with pytest.raises(Refusal, match="NO_RULE_SET"):
        rules.rule_set("procurement", date(2008, 6, 30))


def test_a_published_tender_keeps_its_numbers():
    kept = rules.pinned("procurement/2015-03-01", {"standstill": 9})
    assert kept["standstill"].value == 9
    assert kept.key == "procurement/2015-03-01"
