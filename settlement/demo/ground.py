"""First scene: accounts, institutions, bases, budget, funds and policy documents."""

from datetime import date

from kernel import clock
from kernel.accounts import service as accounts
from kernel.accounts.models import User
from kernel.db import db
from kernel.money import fen
from kernel.organisations.models import Region
from settlement.demo.cast import BAOTOU, EXPERTS, HOHHOT, PASSWORD, SCHOOLS, STAFF, School
from settlement.demo.stage import Stage
from settlement.documents import service as documents
from settlement.documents.models import Document, DocumentCost, Kind
from settlement.funds import opening_service as funds
from settlement.funds.models import Source
from settlement.policy import load_document
from tendering.accreditation import decisions
from tendering.accreditation import queries as bases
from tendering.accreditation import service as accreditation
from tendering.accreditation.models import Accreditation
from tendering.budget import service as budget
from tendering.institutions import service as institutions
from tendering.institutions.models import Institution
from tendering.permissions import Role

SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MAIL = "demo.example.com"
LEAGUES = (HOHHOT, BAOTOU)


def accounts_of_all(stage: Stage) -> None:
    """Staff and experts of every region, each with the demonstration's password."""
    with stage.at(date(2025, 11, 3), "10:00"):
        for region_code, parts in STAFF.items():
            for part in parts:
                _account(stage, region_code, part.part, part.role, part.name, part.mail)
        for region_code, names in EXPERTS.items():
            for number, name in enumerate(names, 1):
                _account(stage, region_code, f"expert{number}", Role.EXPERT, name, f"expert{number}.{region_code}")


def _account(stage: Stage, region_code: str, part: str, role: Role, name: str, mail: str) -> None:
    made = accounts.create(
        email=f"{mail}@{MAIL}", name=name, password=PASSWORD, roles=[role], region_code=region_code, actor=None
    )
    stage.users[region_code, part] = made.id


def budget_lines(stage: Stage) -> None:
    """Budget lines of two years, entered and confirmed by two people."""
    with stage.at(date(2025, 11, 4)):
        for region_code in LEAGUES:
            for year in (2025, 2026):
                line = budget.enter(
                    region_code=region_code,
                    year=year,
                    code="2080702",
                    name="职业培训补贴",
                    amount_fen=fen("6000000.00"),
                    actor=stage.user(region_code, "finance"),
                )
                stage.rows[region_code, "budget", year] = line.id
                budget.confirm(line, actor=stage.user(region_code, "approver"))


def open_funds(stage: Stage) -> None:
    """The funds of 2026 with their sources, clause 3 kept: Hohhot's by the usual list, Baotou's by ratio."""
    with stage.at(date(2026, 1, 5)):
        for region_code in LEAGUES:
            _fund(stage, region_code)


def _fund(stage: Stage, region_code: str) -> None:
    officer = stage.user(region_code, "finance")
    sharing = {"source_order": (Source.TRANSFER, Source.OWN), "weights": (2, 1)} if region_code == BAOTOU else {}
    fund = funds.open_fund(region_code=region_code, year=2026, actor=officer, **sharing)
    shares = (
        (Source.TRANSFER, "260000.00", "内财社〔2025〕1188号", {}),
        (
            Source.UNEMPLOYMENT_FUND,
            "120000.00",
            "失业保险基金提取决定〔2026〕1号",
            {"statement": "失业保险待遇按时足额支付，无拖欠。", "insurance_balance_fen": fen("12345678.90")},
        ),
        (Source.OWN, "900000.00", "财政预算批复〔2026〕3号", {}),
    )
    for source, amount, number, more in shares:
        if source in fund.order:
            funds.appropriate(
                fund,
                source=source,
                amount_fen=fen(amount),
                document_number=number,
                dated_on=clock.today(),
                actor=officer,
                **more,
            )


def policy_documents(stage: Stage) -> None:
    """One document of each league, in force from 2026; Baotou's uses two options of the rule."""
    drafts = {}
    with stage.at(date(2025, 11, 10)):
        for region_code, number, options in (
            (HOHHOT, "呼人社发〔2025〕47号", {}),
            (BAOTOU, "包人社发〔2025〕33号", {"no_job_percent": 80, "max_years": 3}),
        ):
            policy = load_document(_policy(region_code, number, options))
            drafts[region_code] = documents.draft(
                policy=policy, costs=_costs(policy), supersedes_id=None, actor=stage.user(region_code, "labour")
            ).id
    with stage.at(date(2025, 11, 12)):
        for region_code, document_id in drafts.items():
            document = db.session.get_one(Document, document_id)
            documents.countersign(document, actor=stage.user(region_code, "approver"))


def _policy(region_code: str, number: str, options: dict) -> dict:
    name = db.session.get_one(Region, region_code).name
    return {
        "document": number,
        "title": f"{name}职业培训补贴标准",
        "region": region_code,
        "in_force": {"from": date(2026, 1, 1), "to": None},
        "standards": {
            "skill": {"5-03-01-01/5": "820.00", "5-03-01-01/4": "920.00", "6-04-01-01/4": "2850.00", "*": "800.00"},
            "startup": {"*": "1000.00"},
        },
        "uplift": {"skill": "200.00", "startup": "200.00"},
        "extension_per_year": "200.00",
        "options": {"licence_uplift": "300.00", **options},
    }


def _costs(policy) -> list[DocumentCost]:
    return [
        DocumentCost(
            kind=Kind(kind),
            key=key,
            training_fen=amount - 8000,
            appraisal_fen=8000,
            source="津人社办发〔2014〕79号附件，作示例",
        )
        for kind, table in policy.standards.items()
        for key, amount in table.items()
    ]


def schools(stage: Stage) -> None:
    """Eight institutions register themselves; officers approve them; finance approves their accounts."""
    with stage.at(date(2025, 11, 13)):
        for school in SCHOOLS:
            _register(stage, school)
    with stage.at(date(2025, 11, 17)):
        for school in SCHOOLS:
            made = db.session.get_one(Institution, stage.rows[school.key])
            institutions.approve(made, note="材料齐全", actor=stage.user(school.region_code, "labour"))
            account = institutions.request_account(
                organisation_id=made.organisation_id,
                bank_name=school.bank,
                branch_code=school.branch,
                account=school.account,
                actor=stage.user(school.region_code, school.key),
            )
            institutions.approve_account(
                account, account_again=school.account, actor=stage.user(school.region_code, "approver")
            )


def _register(stage: Stage, school: School) -> None:
    made = institutions.register(
        code=school.code,
        name=school.name,
        kind=school.kind,
        region_code=school.region_code,
        county_code=school.county_code,
        profile=institutions.Profile(
            school.contact, school.contact, "0471-6600000", "培训大街1号", "面向就业的技能培训"
        ),
        email=f"{school.mail}@{MAIL}",
        password=PASSWORD,
        evidence=((SCAN, "办学许可证.pdf"),),
    )
    stage.rows[school.key] = made.id
    stage.rows[school.key, "organisation"] = made.organisation_id
    stage.users[school.region_code, school.key] = _who_registered(made)


def _who_registered(institution: Institution) -> int:
    query = db.select(User.id).filter_by(organisation_id=institution.organisation_id).order_by(User.id)
    return db.session.scalars(query).one()


def bases_apply(stage: Stage) -> None:
    """Every institution applies to be accredited, with a proof of each point."""
    with stage.at(date(2025, 11, 20)):
        for school in SCHOOLS:
            _apply(stage, school)


def bases_granted(stage: Stage) -> None:
    """Seven are accredited after visit and publicity; the eighth waits for its visit."""
    with stage.at(date(2025, 12, 1)):
        for school in SCHOOLS[:-1]:
            row = db.session.get_one(Accreditation, stage.rows[school.key, "base"])
            accreditation.review(
                row,
                visited_on=date(2025, 11, 28),
                visitors=(
                    stage.user(school.region_code, "labour").name,
                    stage.user(school.region_code, "labour2").name,
                ),
                met=[point.code for point in bases.criteria(row.region_code)],
                score=91,
                findings="场地、师资、设备与申报一致。",
                is_recommended=True,
                actor=stage.user(school.region_code, "labour"),
            )
            decisions.publicise(row, actor=stage.user(school.region_code, "reviewer"))
    with stage.at(date(2025, 12, 10)):
        for school in SCHOOLS[:-1]:
            row = db.session.get_one(Accreditation, stage.rows[school.key, "base"])
            decisions.grant(
                row,
                valid_from=date(2026, 1, 1),
                valid_to=date(2028, 12, 31),
                actor=stage.user(school.region_code, "reviewer"),
            )


def _apply(stage: Stage, school: School) -> None:
    actor = stage.user(school.region_code, school.key)
    row = accreditation.open_application(
        organisation_id=stage.rows[school.key, "organisation"],
        region_code=school.region_code,
        base_name=f"{school.name}培训基地",
        address="培训大街1号",
        actor=actor,
    )
    for point in bases.criteria(row.region_code):
        if point.needs_evidence:
            accreditation.add_proof(
                row, criterion_code=point.code, content=SCAN, filename=f"{point.code}.pdf", actor=actor
            )
    accreditation.apply(row, actor=actor)
    stage.rows[school.key, "base"] = row.id
