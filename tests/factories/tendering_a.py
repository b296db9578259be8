"""Institutions, their accounts and accreditations, notices, budget lines: made by the services of tendering."""

import itertools
from datetime import date

import sqlalchemy as sa
from stdnum.cn import uscc

from kernel import clock
from kernel.accounts.models import User
from kernel.db import db
from tendering.accreditation import queries as accreditation_queries
from tendering.accreditation import service as accreditation_service
from tendering.budget import service as budget_service
from tendering.institutions import service as institution_service
from tendering.institutions.models import Kind
from tendering.notices import service as notice_service
from tendering.notices.models import Kind as NoticeKind
from tests.factories.kernel import user

_count = itertools.count(1)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PASSWORD = "correct-horse-7"


def credit_code(number=None):
    """A valid unified social credit code, another one each time."""
    body = f"5215010{0}{number or next(_count):09d}"
    return body + uscc.calc_check_digit(body)


def institution_profile(**changed):
    return institution_service.Profile("李法人", "王联系", "0471-6600000", "新华东街1号", "焊工、电工培训")._replace(
        **changed
    )


def applied_institution(
    *, region_code="150100", name=None, kind=Kind.PRIVATE_SCHOOL, county_code=None, evidence=((PDF, "licence.pdf"),)
):
    """An institution that has registered itself and waits; its account is `institution_user(institution)`."""
    number = next(_count)
    return institution_service.register(
        code=credit_code(),
        name=name or f"青城职业培训学校{number}",
        kind=kind,
        region_code=region_code,
        county_code=county_code,
        profile=institution_profile(),
        email=f"school{number}@example.test",
        password=PASSWORD,
        evidence=evidence,
    )


def institution(**options):
    """An approved institution."""
    made = applied_institution(**options)
    return institution_service.approve(made, actor=user("labour_officer", region_code=made.region_code))


def institution_user(institution):
    """The account that registered the institution."""
    return db.session.scalars(
        sa.select(User).filter_by(organisation_id=institution.organisation_id).order_by(User.id)
    ).first()


ACCOUNT = "15001706608052501234"


def payee_request(
    institution, *, account=ACCOUNT, bank_name="中国建设银行呼和浩特新城支行", branch_code="105191000123"
):
    """An account that an approved institution has asked for."""
    return institution_service.request_account(
        organisation_id=institution.organisation_id,
        bank_name=bank_name,
        branch_code=branch_code,
        account=account,
        actor=institution_user(institution),
    )


def payee_account(institution, *, account=ACCOUNT, **options):
    """An approved account of an approved institution."""
    row = payee_request(institution, account=account, **options)
    approver = user("finance_approver", region_code=institution.region_code)
    institution_service.approve_account(row, account_again=account, actor=approver)
    return row


def accreditation(institution, *, region_code=None, valid_from=date(2026, 1, 1), valid_to=date(2028, 12, 31)):
    """A valid accreditation, entered from paper by two people, of any days."""
    region_code = region_code or institution.region_code
    row = accreditation_service.enter(
        organisation_id=institution.organisation_id,
        region_code=region_code,
        number=f"认定{next(_count)}号",
        base_name=f"{institution.name}基地",
        address="新华东街1号",
        valid_from=valid_from,
        valid_to=valid_to,
        actor=user("labour_officer", region_code=region_code),
    )
    return accreditation_service.confirm(row, actor=user("labour_reviewer", region_code=region_code))


def accreditation_draft(institution, *, region_code=None):
    """An application that is complete but not handed in."""
    actor = institution_user(institution)
    draft = accreditation_service.open_application(
        organisation_id=institution.organisation_id,
        region_code=region_code or institution.region_code,
        base_name="新城基地",
        address="新华东街1号",
        actor=actor,
    )
    for point in accreditation_queries.criteria(draft.region_code):
        if point.needs_evidence:
            accreditation_service.add_proof(
                draft, criterion_code=point.code, content=PDF, filename=f"{point.code}.pdf", actor=actor
            )
    return draft


def accreditation_applied(institution, **options):
    draft = accreditation_draft(institution, **options)
    return accreditation_service.apply(draft, actor=institution_user(institution))


def accreditation_reviewed(institution, *, reviewer=None, is_recommended=True, **options):
    """An application that was visited."""
    row = accreditation_applied(institution, **options)
    met = [point.code for point in accreditation_queries.criteria(row.region_code)]
    reviewer = reviewer or user("labour_officer", region_code=row.region_code)
    accreditation_service.review(
        row,
        visited_on=clock.today(),
        visitors=("赵一", "钱二"),
        met=met,
        score=88,
        findings="符合条件",
        is_recommended=is_recommended,
        actor=reviewer,
    )
    return row


def notice(
    *,
    kind=NoticeKind.ACCREDITATION_PUBLICITY,
    region_code="150100",
    title="基地认定公示",
    body=None,
    actor=None,
    **options,
):
    return notice_service.publish(
        kind=kind,
        region_code=region_code,
        title=title,
        body=body or {"说明": "公示内容"},
        actor=actor or user("labour_reviewer", region_code=region_code),
        **options,
    )


def objection(notice, *, actor=None, text="该基地消防设施不合格，请核查。"):
    return notice_service.lodge_objection(
        notice,
        name="孙某",
        contact="0471-6611111",
        text=text,
        organisation_id=actor and actor.organisation_id,
        actor=actor,
    )


def budget_line(*, region_code="150100", year=None, code="2080702", name=None, amount_fen=100_000_000, confirmed=True):
    """A budget line, entered and confirmed by two people of finance."""
    line = budget_service.enter(
        region_code=region_code,
        year=year or clock.today().year,
        code=code,
        name=name or f"职业培训补贴{next(_count)}",
        amount_fen=amount_fen,
        actor=user("finance_officer", region_code=region_code),
    )
    return budget_service.confirm(line, actor=user("finance_approver", region_code=region_code)) if confirmed else line
