"""What this room hands to the house: desk panels, navigation, scheduled jobs, checks, portal blocks, reference data."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from kernel.access import PUBLIC
from kernel.checks import gapless
from kernel.desk import NavItem, Search
from tendering.accreditation import desk as accreditation
from tendering.accreditation import service as accreditation_service
from tendering.accreditation.models import Accreditation
from tendering.awards import desk as awards
from tendering.bids import desk as bids
from tendering.budget import desk as budget
from tendering.budget import service as budget_service
from tendering.evaluation import desk as evaluation
from tendering.institutions import desk as institutions
from tendering.notices import desk as notices
from tendering.notices.models import Notice
from tendering.publication import desk as publication
from tendering.tenders import desk as tenders
from tendering.tenders import service as tenders_service
from tendering.tenders.models import Tender

BASES, MONEY, WATCH = _l("Tenders and bases"), _l("Settlement"), _l("Supervision")

PANELS = [
    tenders.approvals,
    tenders.drafts,
    bids.own,
    bids.openings,
    evaluation.organised,
    evaluation.duties,
    awards.proposals,
    awards.decisions,
    institutions.registrations,
    institutions.own,
    accreditation.applications,
    budget.lines,
    institutions.payee_accounts,
    notices.objections,
]
NAV = [
    NavItem(BASES, _l("Tenders"), "publication.index", PUBLIC),
    NavItem(BASES, _l("Results"), "publication.results", PUBLIC),
    NavItem(BASES, _l("Tenders"), "tenders.index", "tender:read"),
    NavItem(BASES, _l("My bids"), "bids.index", "bid:submit"),
    NavItem(BASES, _l("My awards"), "awards.own", "award:own"),
    NavItem(BASES, _l("My evaluations"), "evaluation.index", "evaluation:score"),
    NavItem(BASES, _l("My opening key"), "bids.identity", "identity:make"),
    NavItem(BASES, _l("Awards"), "awards.index", "award:read"),
    NavItem(BASES, _l("Notices"), "notices.index", PUBLIC),
    NavItem(BASES, _l("Training institutions"), "institutions.index", PUBLIC),
    NavItem(BASES, _l("Training bases"), "accreditation.public", PUBLIC),
    NavItem(BASES, _l("My institution"), "institutions.mine", "institution:own"),
    NavItem(BASES, _l("Training institutions"), "institutions.review", "institution:read"),
    NavItem(BASES, _l("Accreditations"), "accreditation.index", "accreditation:read"),
    NavItem(WATCH, _l("Objections"), "notices.objections", "objection:read"),
    NavItem(MONEY, _l("Budget lines"), "budget.index", "budget:read"),
    NavItem(MONEY, _l("Payee accounts"), "institutions.payee_accounts", "payee_account:read"),
]
JOBS = [tenders.CLOSING]
CHECKS = [
    gapless("notice", _l("Notice numbers without a gap"), lambda: sa.select(Notice.region_code, Notice.number)),
    gapless(
        "tender",
        _l("Tender numbers without a gap"),
        lambda: sa.select(Tender.region_code, Tender.number).where(~Tender.is_paper),
    ),
    gapless(
        "paper tender",
        _l("Numbers of tenders from paper without a gap"),
        lambda: sa.select(Tender.region_code, Tender.number).where(Tender.is_paper),
    ),
    gapless(
        "accreditation",
        _l("Accreditation numbers without a gap"),
        lambda: sa.select(Accreditation.region_code, Accreditation.number).where(
            Accreditation.number.is_not(None), Accreditation.applied_at.is_not(None)
        ),
    ),
]
PORTAL = [
    publication.open_tenders,
    publication.results,
    Search(_l("Tenders"), publication.find),
    notices.publicity,
    accreditation.accredited,
    Search(_l("Notices"), notices.find),
    Search(_l("Training institutions"), institutions.find),
    Search(_l("Training bases"), accreditation.find),
]
SEEDS = [budget_service.seed, accreditation_service.seed, tenders_service.seed_trades]
