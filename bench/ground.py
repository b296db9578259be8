"""The ground that a bench region stands on, made by the services: regions, people, institutions, documents, funds.

build(app) -> list of dicts, one a region, in the order of their codes: code, users {role: id}, institutions
    [{organisation, skill, startup}] (ids; two awards), documents [{id, first, last}], number (a sealed one)
"""

from datetime import date

from kernel.db import db, writing
from kernel.organisations.models import Region
from kernel.organisations.queries import acting_regions, whole_region_code
from kernel.secrets import seal
from settlement.policy.document import PolicyDocument
from settlement.policy.loading import load_document
from tests.factories import kernel, settlement_evidence, settlement_runs, tendering_a

REGIONS = 20
INSTITUTIONS = 4
ROLES = ("labour_officer", "labour_reviewer", "finance_officer", "finance_approver")
INVENTED = "甲乙丙丁戊己庚辛壬癸"
CHANGED_ON = date(2026, 4, 1)  # the second document of each region is in force from here
BIGGEST = 10**12  # fen in each fund, of each of two sources
STANDARDS = {
    "skill": {"*": "900.00", "6-31-01-03/4": "1200.00", "6-31-01-03": "1050.00", "6-04-01-01@hardship": "1333.33",
              "*@graduate": "1000.00"},
    "startup": {"*": "1200.00", "*@rural": "1500.50"},
}  # fmt: skip
VARIANTS = (
    {},
    {"no_job_percent": "60", "max_years": 3},
    {"extension_mode": "event", "fail_percent": "20"},
    {"bands": [{"at_least": "80", "pay": "100"}, {"at_least": "50", "pay": "80"}, {"at_least": "20", "pay": "60"}]},
    {"years_count": "served", "open_ended": 2, "no_job_percent": "33.33"},
    {"repeat_rule": "one_per_year", "task_based": "served", "licence_uplift": "300.00"},
    {"signing_window": {"from": "class_end", "months": 3}, "no_job_percent": "50"},
    {"repeat_rule": "once", "open_ended": "none", "licence_uplift": "150.00"},
    {"bands": [{"at_least": "60", "pay": "100"}, {"at_least": "0", "pay": "70"}], "extension_mode": "event"},
    {"repeat_rule": "max_three", "max_years": 2, "fail_percent": "33.33"},
    {"clawback": "none", "no_job_percent": "80"},
    {"years_count": "served", "extension_mode": "event", "task_based": "served"},
)


def build(app) -> list[dict]:
    with app.app_context():
        with writing():
            _invent_regions()
        return [_region(at, code) for at, code in enumerate(_codes())]


def variant(at: int) -> dict:
    """Options, amounts and standards of the at-th document."""
    return {
        "options": VARIANTS[at % len(VARIANTS)],
        "standards": STANDARDS if at % 3 else {"skill": {"*": "800.00"}, "startup": {"*": "1000.00"}},
        "uplift": {"skill": "200.00", "startup": f"{200 + at % 4 * 50}.00"},
        "extension_per_year": ("200.00", "150.75")[at % 2],
    }


def document(at: int) -> PolicyDocument:
    """The at-th variant as the rule reads it."""
    text = settlement_evidence.policy_text(number=f"试{at}", region_code="150100", **variant(at))
    return load_document(text)


def _invent_regions() -> None:
    whole = whole_region_code()
    for at in range(REGIONS - len(_codes())):
        db.session.add(Region(code=f"1590{at:02d}", name=f"{INVENTED[at]}盟", parent_code=whole, level="league"))


def _codes() -> list[str]:
    return [region.code for region in acting_regions() if region.parent_code]


def _region(at: int, code: str) -> dict:
    with writing():
        users = {role: kernel.user(role, region_code=code).id for role in ROLES}
        documents = [
            _document(2 * at, code, date(2025, 1, 1), date(2026, 3, 31)),
            _document(2 * at + 1, code, CHANGED_ON, None),
        ]
        settlement_runs.fund(region_code=code, year=2026, own=BIGGEST, transfer=BIGGEST // 1000)
        schools = [_school(code) for _ in range(INSTITUTIONS)]
        number = seal("150102198001010017", "persons.number")  # one for all: it only has to be readable
    return {"code": code, "users": users, "documents": documents, "institutions": schools, "number": number}


def _document(at: int, code: str, first: date, last: date | None) -> dict:
    made = settlement_evidence.policy_document(
        region_code=code, number=f"试劳〔2026〕{at}号", first=first, last=last, **variant(at)
    )
    return {"id": made.id, "first": first.isoformat(), "last": last and last.isoformat()}


def _school(code: str) -> dict:
    school = tendering_a.institution(region_code=code)
    tendering_a.payee_account(school)
    awards = {
        kind: settlement_evidence.paper_award(school, region_code=code, kind=kind, seats=10**6, standard_fen=fen).id
        for kind, fen in (("skill", 80000), ("startup", 100000))
    }
    return {"organisation": school.organisation_id, **awards}
