"""Labour contracts: recorded with their paper, verified by another, corrected by rows; reads as of heads."""

from datetime import date

import pytest

from kernel import evidence
from kernel.i18n import unpack
from kernel.refusals import Refusal
from kernel.spreadsheets import Written, write_workbook
from settlement.contracts import files, import_service, present, queries, service, trainee, verify_service
from settlement.contracts.models import Because, LabourContract, Outcome, Term
from settlement.contracts.renewal import ARTICLE, ARTICLE_EXTENSION, next_is_open_ended
from settlement.policy.columns import ENDINGS, TERMS
from tendering.permissions import Role


@pytest.fixture
def line(app, factories):
    """A trainee of a verified roster."""
    _class, [line], _actor = factories.verified_class(people=1)
    return line


@pytest.fixture
def officer(app, factories):
    return factories.user(Role.LABOUR_OFFICER)


def _contracts(heads=None):
    return queries.standing(heads or evidence.heads()).contracts


def _ends(heads=None):
    return _contracts(heads).to_on.tolist()


def test_a_contract_counts_once_another_person_has_verified_it(line, factories):
    contract = factories.recorded_contract(line)
    assert _ends() == []
    factories.verified_evidence(contract, "contract")
    [row] = _contracts().rows()
    assert row == (
        contract.id,
        line.id,
        0,
        contract.id,
        contract.employer_id,
        TERMS.index("fixed"),
        date(2026, 5, 6),
        date(2026, 5, 6),
        date(2027, 5, 5),
    )


def test_who_recorded_it_may_not_verify_it(line, factories, officer):
    contract = factories.recorded_contract(line, actor=officer)
    with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
        verify_service.verify("contract", contract, outcome=Outcome.VERIFIED, actor=officer)


def test_a_word_is_said_once(line, factories):
    contract = factories.verified_contract(line)
    with pytest.raises(Refusal, match="ALREADY_VERIFIED"):
        factories.verified_evidence(contract, "contract")


def test_a_refusal_needs_its_reason(line, factories, officer):
    contract = factories.recorded_contract(line)
    with pytest.raises(Refusal, match="NOTE_MISSING"):
        verify_service.verify("contract", contract, outcome=Outcome.REFUSED, actor=officer)


@pytest.mark.parametrize(("changes", "code", "field"), [
    ({"to_on": None}, "BAD_CONTRACT", "to_on"), ({"to_on": date(2026, 5, 5)}, "BAD_CONTRACT", "to_on"),
    ({"term": Term.OPEN}, "BAD_CONTRACT", "term"), ({"signed_on": date(2099, 1, 1)}, "FUTURE_DAY", "signed_on"),
    ({"employer_code": "91150100000000000X"}, "ORGANISATION_CHECK_DIGIT", "employer_code"),
])  # fmt: skip
def test_a_bad_contract_is_refused_at_entry_in_words(line, factories, changes, code, field):
    with pytest.raises(Refusal) as refused:
        factories.recorded_contract(line, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert "{" not in str(refused.value.sentence)
    assert "contract" not in str(refused.value.sentence)


def test_the_same_contract_is_recorded_once(line, factories):
    factories.recorded_contract(line)
    with pytest.raises(Refusal, match="ALREADY_RECORDED"):
        factories.recorded_contract(line)


def test_open_and_task_contracts_have_no_last_day(line, factories):
    for term, first in ((Term.OPEN, date(2026, 6, 1)), (Term.TASK, date(2026, 7, 1))):
        factories.verified_contract(line, term=term, to_on=None, from_on=first)
    assert ([TERMS[code] for code in _contracts().term], _ends()) == (["open", "task"], [None, None])


def test_a_correction_replaces_once_it_is_verified_and_the_contract_keeps_its_number(line, factories, officer):
    first = factories.verified_contract(line)
    before = evidence.heads()
    second = service.record(
        line, factories.terms(to_on=date(2028, 5, 5)), paper=factories.paper(), actor=officer, replaces=first
    )
    assert _ends() == [date(2027, 5, 5)]
    factories.verified_evidence(second, "contract")
    assert (_contracts().contract_id.tolist(), _ends()) == ([first.id], [date(2028, 5, 5)])
    assert _ends(before) == [date(2027, 5, 5)]
    with pytest.raises(Refusal, match="REPLACED_ALREADY"):
        service.record(line, factories.terms(), paper=factories.paper(), actor=officer, replaces=first)


def test_a_refused_correction_leaves_the_row_standing_and_makes_way_for_another(line, factories, officer):
    first = factories.verified_contract(line)
    second = service.record(
        line, factories.terms(to_on=date(2028, 5, 5)), paper=factories.paper(), actor=officer, replaces=first
    )
    verify_service.verify(
        "contract", second, outcome=Outcome.REFUSED, note="无盖章", actor=factories.user(Role.LABOUR_REVIEWER)
    )
    assert _ends() == [date(2027, 5, 5)]
    third = service.record(
        line, factories.terms(to_on=date(2029, 5, 5)), paper=factories.paper(), actor=officer, replaces=first
    )
    factories.verified_evidence(third, "contract")
    assert _ends() == [date(2029, 5, 5)]


def test_a_verification_taken_back_by_a_third_person_counts_no_more(line, factories, officer):
    contract = factories.recorded_contract(line, actor=officer)
    second = factories.user(Role.LABOUR_REVIEWER)
    factories.verified_evidence(contract, "contract", verifier=second)
    before = evidence.heads()
    for actor in (officer, second):
        with pytest.raises(Refusal, match="CHECKER_IS_MAKER"):
            verify_service.revoke("contract", contract, because="虚假合同", actor=actor)
    verify_service.revoke("contract", contract, because="虚假合同", actor=factories.user(Role.LABOUR_REVIEWER))
    assert _ends() == []
    assert len(_contracts(before)) == 1


def test_extensions_and_ends_follow_their_contract_through_its_corrections(line, factories, officer):
    contract = factories.verified_contract(line)
    extension = service.extend(
        contract, signed_on=date(2026, 9, 1), to_on=date(2028, 5, 5), paper=factories.paper(), actor=officer
    )
    factories.verified_evidence(extension, "extension")
    corrected = service.record(line, factories.terms(from_on=date(2026, 5, 7)), paper=factories.paper(), actor=officer,
                               replaces=contract)  # fmt: skip
    factories.verified_evidence(corrected, "contract")
    ending = service.end(
        corrected, ended_on=date(2026, 10, 15), because=Because.RESIGNATION, paper=factories.paper(), actor=officer
    )
    factories.verified_evidence(ending, "ending")
    heads = evidence.heads()
    found = queries.standing(heads)
    [longer], [ended] = found.extensions.rows(), found.endings.rows()
    assert longer == (extension.id, line.id, 0, contract.id, date(2026, 9, 1), date(2028, 5, 5))
    assert ended == (ending.id, line.id, 0, contract.id, date(2026, 10, 15), ENDINGS.index("resignation"))
    assert len(queries.standing(heads, date(2026, 10, 14)).endings) == 0
    assert len(queries.standing(heads, date(2026, 8, 31)).extensions) == 0


@pytest.mark.parametrize(
    ("signed_on", "to_on"), [(date(2026, 9, 1), date(2027, 5, 5)), (date(2026, 10, 16), date(2028, 5, 5))]
)
def test_a_bad_extension_is_refused_at_entry(line, factories, officer, signed_on, to_on):
    contract = factories.verified_contract(line)
    service.end(contract, ended_on=date(2026, 10, 15), because=Because.ORDINARY, paper=factories.paper(), actor=officer)
    with pytest.raises(Refusal, match="BAD_CONTRACT"):
        service.extend(contract, signed_on=signed_on, to_on=to_on, paper=factories.paper(), actor=officer)


def test_an_end_is_recorded_once_and_then_corrected(line, factories, officer):
    contract = factories.verified_contract(line)
    said = {"because": Because.RESIGNATION, "paper": factories.paper(), "actor": officer}
    first = factories.verified_evidence(service.end(contract, ended_on=date(2026, 10, 1), **said), "ending")
    with pytest.raises(Refusal, match="ALREADY_ENDED"):
        service.end(contract, ended_on=date(2026, 10, 2), **said)
    second = service.end(contract, ended_on=date(2026, 10, 2), **said, replaces=first)
    factories.verified_evidence(second, "ending")
    assert queries.standing(evidence.heads()).endings.dated_on.tolist() == [date(2026, 10, 2)]


def test_what_stands_on_an_unverified_contract_waits_for_it(line, factories, officer):
    contract = factories.recorded_contract(line)
    extension = service.extend(
        contract, signed_on=date(2026, 9, 1), to_on=date(2028, 5, 5), paper=factories.paper(), actor=officer
    )
    with pytest.raises(Refusal, match="CONTRACT_NOT_VERIFIED"):
        factories.verified_evidence(extension, "extension")
    done = verify_service.verify_all([("extension", extension.id), ("contract", contract.id)], outcome=Outcome.VERIFIED,
                                     actor=factories.user(Role.LABOUR_REVIEWER))  # fmt: skip
    assert done == 2


def test_a_licence_is_for_start_up_trainees_only(line, factories, officer):
    with pytest.raises(Refusal, match="NOT_STARTUP"):
        service.record_licence(line, issued_on=date(2026, 5, 1), number="L1", paper=factories.paper(), actor=officer)
    _class, [starter], _actor = factories.verified_class(people=1, kind="startup", standard_fen=100000)
    licence = service.record_licence(
        starter, issued_on=date(2026, 5, 1), number="L1", paper=factories.paper(), actor=officer
    )
    factories.verified_evidence(licence, "licence")
    found = queries.standing(evidence.heads()).licences
    assert (found.line_id.tolist(), found.dated_on.tolist()) == ([starter.id], [date(2026, 5, 1)])


def test_evidence_is_recorded_for_verified_rosters_only(app, factories, officer):
    opened, actor = factories.open_class()
    [line] = factories.fill(opened, [factories.trainee()], actor=actor)
    with pytest.raises(Refusal, match="NOT_ON_ROSTER"):
        factories.recorded_contract(line)


def test_the_trainee_page_says_what_counts_today(line, factories, officer):
    contract = factories.verified_contract(line)
    extension = service.extend(
        contract, signed_on=date(2026, 9, 1), to_on=date(2028, 5, 5), paper=factories.paper(), actor=officer
    )
    assert trainee.of(line)["counts"].years == 1
    factories.verified_evidence(extension, "extension")
    counts = trainee.of(line)["counts"]
    assert (counts.employed, counts.years, counts.passed) == (True, 2, False)
    assert [article for _employer, article in counts.renewals] == [ARTICLE_EXTENSION]


def test_contracts_that_end_within_sixty_days_are_listed_until_they_are_extended(line, factories, officer, session):
    contract = factories.verified_contract(line, from_on=date(2026, 1, 5), to_on=date(2026, 12, 31))
    assert [row.LabourContract.id for row in session.execute(present.ending_soon())] == [contract.id]
    extension = service.extend(
        contract, signed_on=date(2026, 9, 1), to_on=date(2027, 12, 31), paper=factories.paper(), actor=officer
    )
    factories.verified_evidence(extension, "extension")
    assert session.execute(present.ending_soon()).all() == []


D = date


@pytest.mark.parametrize(("contracts", "extensions", "article"), [
    ([(D(2026, 1, 1), D(2026, 12, 31))], [], None),
    ([(D(2026, 1, 1), D(2026, 12, 31)), (D(2027, 1, 1), D(2027, 12, 31))], [], ARTICLE),
    ([(D(2007, 1, 1), D(2007, 12, 31)), (D(2008, 1, 1), D(2008, 12, 31))], [], None),
    ([(D(2026, 1, 1), D(2026, 12, 31))], [(D(2026, 12, 1), D(2026, 12, 31), D(2027, 12, 31))], ARTICLE_EXTENSION),
    ([(D(2026, 1, 1), D(2026, 12, 31))], [(D(2026, 12, 1), D(2026, 12, 31), D(2027, 12, 30))], None),
    ([(D(2024, 1, 1), D(2024, 12, 31))], [(D(2024, 12, 1), D(2024, 12, 31), D(2025, 12, 31))], None),
])  # fmt: skip
def test_the_next_renewal_is_open_ended_after_two_signings(contracts, extensions, article):
    assert next_is_open_ended(contracts, extensions) == article


def _file(*rows):
    return files.read_contracts(write_workbook([Written("劳动合同", files.CONTRACTS, rows)]), "合同.xlsx")


def test_a_file_of_contracts_takes_the_good_rows_and_says_what_is_wrong_with_the_others(app, factories, officer):
    made, lines, _actor = factories.verified_class(people=2)
    one, two = ((line.name, line.person.number) for line in lines)
    code, year = factories.terms().employer_code, (D(2026, 5, 6), D(2026, 5, 6), D(2027, 5, 5))
    firm = ("蒙能电力", code)
    file = _file(
        (*one, *firm, "固定期限", *year), (*two, *firm, "固定期限", D(2026, 5, 6), D(2026, 5, 6), D(2026, 5, 1)),
        (*two, *firm, "固定期限", D(2026, 5, 6), D(2026, 5, 6), None), (*two, *firm, "无固定期限", *year),
        ("王五", factories.citizen(), *firm, "固定期限", *year), ("错名", two[1], *firm, "固定期限", *year),
        (*two, "某厂", "91150100000000000X", "固定期限", *year), (*two, *firm, "口头", *year),
        (*two, *firm, "固定期限", D(2099, 1, 1), *year[1:]), (*one, *firm, "固定期限", *year),
    )  # fmt: skip
    kept = import_service.import_contracts(made, file, paper=factories.paper(), actor=officer)
    assert [row for row, *_rest in kept.accepted] == [2]
    assert [(row, column) for row, column, _said in kept.faults] == [
        (3, "终止日期"), (4, "终止日期"), (5, "终止日期"), (6, "公民身份号码"), (7, "姓名"), (8, "统一社会信用代码"),
        (9, "合同类型"), (10, "签订日期"), (11, "公民身份号码"),
    ]  # fmt: skip
    assert all(unpack(sentence) for *_rest, sentence in kept.faults)
    again = import_service.import_contracts(
        made, _file((*one, *firm, "固定期限", *year)), paper=factories.paper(), actor=officer
    )
    assert (again.accepted, again.known, again.faults) == ([], 1, [])
    [contract] = present.rows_of(lines[0].id)["contract"]
    assert isinstance(contract[0], LabourContract)
