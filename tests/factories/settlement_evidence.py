"""Policy documents, persons, classes, rosters and labour contracts, made by calling the services."""

import itertools
from datetime import date

from kernel.db import db
from kernel.spreadsheets import Written, write_workbook
from settlement.contracts import service as contracts
from settlement.contracts import verify_service
from settlement.contracts.models import Outcome, SubjectKind, Term
from settlement.contracts.service import Paper, Terms
from settlement.documents import service as documents
from settlement.documents.models import DocumentCost, Kind
from settlement.documents.queries import in_force as documents_in_force
from settlement.persons.groups import Group
from settlement.policy.loading import load_document
from settlement.rosters import appraisal_service, lines_service, present
from settlement.rosters import service as rosters
from settlement.rosters.cells import chinese_words
from settlement.rosters.files import ROSTER, NewLine, read_roster
from settlement.rosters.models import AppraisalResult
from tendering.awards import service as awards
from tendering.permissions import Role
from tendering.tenders.models import LotKind
from tests.factories import kernel
from tests.factories.tendering_a import PDF, accreditation, credit_code, institution, institution_user

_count = itertools.count(1)
BORN = date(1980, 1, 1)
EMPLOYER_CODE = credit_code(777)


def citizen(serial=None, *, born=BORN, place="150102"):
    """A valid invented citizen number; each serial (0–999) gives another one."""
    from stdnum.cn import ric

    serial = next(_count) % 1000 if serial is None else serial
    head = f"{place}{born:%Y%m%d}{serial:03d}"
    return head + ric.calc_check_digit(head + "0")


def policy_text(*, number=None, region_code="150100", first=date(2026, 1, 1), last=None, **changes):
    """The mapping of a policy document of policy.md; `changes` replace its keys whole."""
    return {
        "document": number or f"呼人社发〔2026〕{next(_count)}号", "title": "职业培训补贴标准", "region": region_code,
        "in_force": {"from": first, "to": last},
        "standards": {"skill": {"*": "800.00"}, "startup": {"*": "1000.00"}},
        "uplift": {"skill": "200.00", "startup": "200.00"}, "extension_per_year": "200.00", **changes,
    }  # fmt: skip


def policy_draft(*, drafter=None, region_code="150100", supersedes=None, **text):
    """A draft with a cost row behind each of its standards."""
    policy = load_document(policy_text(region_code=region_code, **text))
    costs = [
        DocumentCost(kind=Kind(kind), key=key, training_fen=amount - 10000, appraisal_fen=10000, source="成本测算表")
        for kind, table in policy.standards.items() for key, amount in table.items()
    ]  # fmt: skip
    drafter = drafter or kernel.user(Role.LABOUR_OFFICER, region_code=region_code)
    return documents.draft(policy=policy, costs=costs, supersedes_id=supersedes and supersedes.id, actor=drafter)


def policy_document(*, signer=None, region_code="150100", **text):
    """A document in force, drafted and countersigned by two people."""
    document = policy_draft(region_code=region_code, **text)
    documents.countersign(document, actor=signer or kernel.user(Role.FINANCE_OFFICER, region_code=region_code))
    db.session.flush()
    return document


def paper_award(school=None, *, region_code="150100", seats=50, standard_fen=80000, kind="skill",
                decided_on=date(2026, 1, 5), group=None):  # fmt: skip
    """A final award entered from paper by two people; `school` is an approved institution (a new one unless given)."""
    school = school or institution(region_code=region_code)
    trade = {"trade_code": "6-04-01-01", "level": "4"} if kind == "skill" else {}
    award = awards.enter(
        region_code=region_code, organisation_id=school.organisation_id, title="职业技能培训", document="中标通知书1号",
        decided_on=decided_on, kind=LotKind(kind), seats=seats, standard_fen=standard_fen, group=group, **trade,
        actor=kernel.user(Role.LABOUR_OFFICER, region_code=region_code),
    )  # fmt: skip
    return awards.confirm(award, actor=kernel.user(Role.LABOUR_REVIEWER, region_code=region_code))


def class_ground(*, region_code="150100", **award):
    """An accredited institution's final award under a document in force: (award, its user)."""
    school = institution(region_code=region_code)
    accreditation(school)
    if documents_in_force(region_code, date(2026, 3, 2)) is None:
        policy_document(region_code=region_code, first=date(2026, 1, 1))
    return paper_award(school, region_code=region_code, **award), institution_user(school)


def open_class(*, seats=20, opened_on=date(2026, 3, 2), ended_on=date(2026, 4, 30), place="新城培训楼", award=None,
               actor=None, **ground):  # fmt: skip
    """An open class and its institution's user: (class, user)."""
    if award is None:
        award, actor = class_ground(**ground)
    opened = rosters.open_class(
        award_id=award.id, seats=seats, opened_on=opened_on, ended_on=ended_on, place=place, actor=actor
    )
    return opened, actor


def trainee(row=2, *, number=None, name=None, group="unemployed", **more):
    """One sound row of a roster file."""
    name = name or f"张{'一二三四五六七八九十'[row % 10]}{'甲乙丙丁'[row // 10 % 4]}"
    return NewLine(row, name, number or citizen(), Group(group), **more)


def roster_file(trainees):
    """A real xlsx of these trainees, read back."""
    words = {word: name for name, word in chinese_words(Group).items()}
    rows = [[row.name, row.number, row.phone, words[row.group], row.benefit_from, row.benefit_to] for row in trainees]
    return read_roster(write_workbook([Written("花名册", ROSTER, rows)]), "花名册.xlsx")


def fill(training_class, trainees, *, actor):
    """Import a file of these trainees; the class's lines come back in order."""
    lines_service.import_lines(training_class, roster_file(trainees), actor=actor)
    return present.current_lines(training_class.id)


def verified_class(*, people=3, trainees=None, verifier=None, **opening):
    """A class with a verified roster: (class, lines, its institution's user)."""
    opened, actor = open_class(**opening)
    lines = fill(opened, trainees or [trainee(row) for row in range(2, people + 2)], actor=actor)
    rosters.submit(opened, actor=actor)
    rosters.verify(opened, actor=verifier or kernel.user(Role.LABOUR_OFFICER, region_code=opened.region_code))
    return opened, lines, actor


def completed_class(*, failed=0, officer=None, **verified):
    """A completed class, everybody passed but the last `failed`: (class, lines, its institution's user)."""
    training_class, lines, actor = verified_class(**verified)
    officer = officer or kernel.user(Role.LABOUR_OFFICER, region_code=training_class.region_code)
    for at, line in enumerate(lines):
        result = AppraisalResult.FAILED if at >= len(lines) - failed else AppraisalResult.PASSED
        appraisal_service.record_appraisal(line, result=result, appraised_on=training_class.ended_on,
                                           certificate=None, actor=officer)  # fmt: skip
    rosters.complete(training_class, actor=officer)
    return training_class, lines, actor


def paper():
    """A scan that proves something."""
    return Paper(PDF, "合同.pdf")


def terms(**changes):
    """A fixed contract of exactly one year with a valid employer."""
    said = {
        "employer_code": EMPLOYER_CODE, "employer_name": "蒙能电力检修有限公司", "term": Term.FIXED,
        "signed_on": date(2026, 5, 6), "from_on": date(2026, 5, 6), "to_on": date(2027, 5, 5),
    }  # fmt: skip
    return Terms(**said | changes)


def recorded_contract(line, *, actor=None, **changes):
    """A contract that waits for verification."""
    actor = actor or kernel.user(Role.LABOUR_OFFICER, region_code=line.region_code)
    return contracts.record(line, terms(**changes), paper=paper(), actor=actor)


def verified_evidence(row, kind, *, verifier=None):
    """The row, verified by an officer who did not record it."""
    verifier = verifier or kernel.user(Role.LABOUR_REVIEWER, region_code=row.region_code)
    verify_service.verify(SubjectKind(kind), row, outcome=Outcome.VERIFIED, actor=verifier)
    return row


def verified_contract(line, **changes):
    return verified_evidence(recorded_contract(line, **changes), "contract")
