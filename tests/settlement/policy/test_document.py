"""Policy documents: what is taken, what is refused, and the one form they are kept in."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from settlement.policy import People, PolicyDocument, PolicyRefusal, evaluate, load_document, merged, refuse_below_floor
from settlement.policy.document import look_up_keys
from tests.settlement.policy.people import policies

FULL = {
    "document": "呼人社发〔2009〕1号",
    "title": "标准",
    "region": "150100",
    "in_force": {"from": date(2009, 1, 1), "to": None},
    "standards": {"skill": 800, "startup": {"*": Decimal("1000.00")}},
    "uplift": {"skill": 200, "startup": "200.50"},
}


def changed(path, value):
    """The full document with one value replaced or added."""
    copy = json.loads(json.dumps(FULL, default=str))
    *heads, last = path.split(".")
    place = copy
    for head in heads:
        place = place.setdefault(head, {})
    place[last] = value
    return copy


def code_of(policy, complete=True):
    with pytest.raises(PolicyRefusal) as refusal:
        load_document(policy, complete)
    return refusal.value


def test_defaults_are_those_of_the_page():
    document = load_document(FULL)
    assert document.options() == {
        "no_job_percent": "100.00", "fail_percent": "0.00", "bands": [],
        "signing_window": {"from": "class_opening", "months": 6}, "extension_mode": "term", "years_count": "signed",
        "max_years": None, "open_ended": "served", "task_based": "none", "licence_uplift": "0.00",
        "repeat_rule": "once_per_kind_per_year", "clawback": "propose",
    }  # fmt: skip
    assert (document.extension_per_year_fen, document.uplift["startup"], document.region) == (20000, 20050, "150100")
    assert (document.in_force_from, document.in_force_to) == (date(2009, 1, 1), None)


BAD = [
    ("surprise", 1), ("options.surprise", 1), ("options", [1]), ("standards", 800), ("standards.hobby", 800),
    ("standards.skill", None), ("standards.skill", "much"), ("standards.skill", 800.0), ("standards.skill", True),
    ("standards.skill", "800.001"), ("standards.skill", -1), ("standards.skill", {"t": -1}), ("standards.skill", [800]),
    ("standards.skill", Decimal("NaN")), ("standards.skill", 10**13), ("uplift", None), ("uplift.skill", None),
    ("uplift.skill", "-0.01"), ("uplift.skill", {"*": 1}), ("uplift.hobby", 1), ("extension_per_year", "200.005"),
    ("extension_per_year", -1), ("document", None), ("document", ""), ("document", ["x"]), ("title", None),
    ("region", None), ("region", "1501"), ("region", "15010x"), ("in_force", None), ("in_force", {}),
    ("in_force", "2009-01-01"), ("in_force.from", None), ("in_force.from", "1.1.2009"), ("in_force.until", None),
    ("in_force.from", datetime(2009, 1, 1)), ("in_force.to", "2008-12-31"), ("in_force.to", "2009-02-30"),
    ("options.no_job_percent", "100.01"), ("options.no_job_percent", -1), ("options.no_job_percent", "0.001"),
    ("options.no_job_percent", True), ("options.fail_percent", 101), ("options.bands", {"at_least": 1, "pay": 1}),
    ("options.bands", [{"at_least": 1}]), ("options.bands", [{"pay": 1}]), ("options.bands", [80]),
    ("options.bands", [{"at_least": 1, "pay": 101}]), ("options.bands", [{"at_least": 101, "pay": 1}]),
    ("options.bands", [{"at_least": 1, "pay": 1, "x": 1}]),
    ("options.bands", [{"at_least": 1, "pay": 1}, {"at_least": 1, "pay": 1}]),
    ("options.bands", [{"at_least": 1, "pay": 1}, {"at_least": 2, "pay": 1}]), ("options.signing_window", 6),
    ("options.signing_window", {"from": "opening"}), ("options.signing_window", {"months": -1}),
    ("options.signing_window", {"months": 51}), ("options.signing_window", {"months": "6"}),
    ("options.signing_window", {"to": 1}), ("options.extension_mode", "terms"), ("options.extension_mode", True),
    ("options.years_count", "work"), ("options.max_years", 0), ("options.max_years", 51), ("options.max_years", "3"),
    ("options.max_years", Decimal("3.5")), ("options.max_years", True), ("options.open_ended", 0),
    ("options.open_ended", 51), ("options.open_ended", "all"), ("options.open_ended", True),
    ("options.task_based", "all"), ("options.licence_uplift", -1), ("options.licence_uplift", "1.001"),
    ("options.repeat_rule", "twice"), ("options.clawback", "always"), ("options.clawback", ["none"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), BAD, ids=str)
def test_what_is_not_on_the_page_is_a_bad_policy(path, value):
    refusal = code_of(changed(path, value))
    assert refusal.code == "BAD_POLICY"
    assert path.split(".")[-1].split("_")[-1] in refusal.message or "unknown key" in refusal.message
    assert refusal.template.format(**refusal.params) == refusal.message


GOOD = [
    ("options.max_years", 1), ("options.max_years", 50), ("options.max_years", None), ("options.open_ended", 50),
    ("options.open_ended", 1), ("options.open_ended", "none"), ("options.signing_window", {"months": 0}),
    ("options.signing_window", {"months": 50}),
    ("options.signing_window", {"from": "class_end", "months": None}),
    ("options.no_job_percent", 0), ("options.no_job_percent", "100.00"), ("options.bands", None),
    ("options.no_job_percent", Decimal("33.33")), ("options.bands", []),
    ("options.bands", [{"at_least": 100, "pay": 0}, {"at_least": 0, "pay": 0}]),
    ("options", None), ("extension_per_year", None), ("extension_per_year", 0), ("region", 150100),
    ("uplift.skill", 0),
    ("standards.skill", "800.000"), ("standards.skill", {}), ("standards.skill", {"t": None}),
    ("in_force.to", "2009-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), GOOD, ids=str)
def test_the_edges_of_every_range_are_taken(path, value):
    document = load_document(changed(path, value))
    assert load_document(json.loads(json.dumps(document.canonical()))) == document


@pytest.mark.parametrize("name", ["document", "title", "region", "in_force"])
def test_a_file_of_cases_may_leave_the_heading_out(name):
    policy = {key: value for key, value in FULL.items() if key != name}
    assert code_of(policy).code == "BAD_POLICY"
    assert load_document(policy, complete=False).standards["skill"]["*"] == 80000


@pytest.mark.parametrize("policy", [None, [], "text", {}])
def test_what_is_no_document_at_all_is_a_bad_policy(policy):
    assert code_of(policy, complete=False).code == "BAD_POLICY"


@pytest.mark.parametrize(("kind", "low", "floor"), [("skill", "799.99", 800), ("startup", "999.99", 1000)])
def test_no_standard_lies_below_the_floor(kind, low, floor):
    for value in (low, {"t/4@g": low, "*": floor}):
        refusal = code_of(changed(f"standards.{kind}", value))
        assert (refusal.code, low in refusal.message) == ("POLICY_BELOW_FLOOR", True)
    assert load_document(changed(f"standards.{kind}", floor)).standards[kind]["*"] == floor * 100


def test_a_bad_policy_is_refused_before_a_low_standard():
    low = changed("standards.skill", 1)
    assert code_of(low | {"options": {"clawback": "x"}}).code == "BAD_POLICY"


def test_a_document_that_did_not_come_through_loading_is_not_paid_from_either():
    low = PolicyDocument(standards={"skill": {"*": 79999}, "startup": {}}, uplift={"skill": 0, "startup": 0})
    with pytest.raises(PolicyRefusal, match="below the floor"):
        refuse_below_floor(low)
    with pytest.raises(PolicyRefusal, match="below the floor"):
        evaluate(low, People.build(0, kind=[], base_fen=[], class_opened=[], class_ended=[], passed=[], as_of=[]))


def test_a_case_replaces_keys_whole_and_options_one_by_one():
    below = {"uplift": {"skill": 1, "startup": 1}, "options": {"max_years": 3, "signing_window": {"months": 2}}}
    over = {"uplift": {"skill": 2}, "options": {"signing_window": {"from": "class_end"}}}
    assert merged(below, over) == {
        "uplift": {"skill": 2}, "options": {"max_years": 3, "signing_window": {"from": "class_end"}}
    }  # fmt: skip
    assert merged(None, None) == {"options": None}
    assert merged(below, None) == below
    assert merged(below, {"options": None}) == below
    assert merged(below, {"options": {"max_years": None}})["options"]["max_years"] is None
    assert merged({"options": 3}, {"options": {}})["options"] == 3
    assert merged([1], {}) == [1]
    assert merged({}, [1]) == [1]


@settings(deadline=None)
@given(policies)
def test_the_canonical_form_is_read_back_with_the_same_digest(policy):
    document = load_document(policy, complete=False)
    again = load_document(json.loads(json.dumps(document.canonical())), complete=False)
    assert (again, again.digest()) == (document, document.digest())


def test_one_meaning_has_one_digest():
    assert load_document(changed("standards.skill", "800.0")).digest() == load_document(FULL).digest()
    assert load_document(changed("standards.skill", "800.01")).digest() != load_document(FULL).digest()


def test_standards_for_columns_say_minus_one_where_there_is_none():
    document = load_document(changed("standards.startup", {"t": 1200}))
    assert document.standard_or_none("startup", "t", "4", "g") == 120000
    assert document.standard_or_none("startup", None, "4", "g") == -1
    with pytest.raises(PolicyRefusal) as refusal:
        document.standard("startup", "u")
    assert refusal.value.code == "NO_STANDARD"


def test_a_key_with_a_missing_part_is_skipped():
    assert look_up_keys("t", "4", "g") == ["t/4@g", "t/4", "t@g", "t", "*@g", "*"]
    assert look_up_keys("t", None, "g") == ["t@g", "t", "*@g", "*"]
    assert look_up_keys(None, "4", "g") == ["*@g", "*"]
    assert look_up_keys(None, None, None) == ["*"]
