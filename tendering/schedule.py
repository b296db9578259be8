"""What this room hands to the house: desk panels, navigation, scheduled jobs, checks, portal blocks, reference data."""

from flask_babel import lazy_gettext as _l

from kernel.access import PUBLIC
from kernel.desk import NavItem, Search
from tendering.accreditation import desk as accreditation
from tendering.accreditation import service as accreditation_service
from tendering.budget import desk as budget
from tendering.budget import service as budget_service
from tendering.institutions import desk as institutions
from tendering.notices import desk as notices
from tendering.tenders import service as tenders_service

BASES, MONEY, WATCH = _l("Tenders and bases"), _l("Settlement"), _l("Supervision")

PANELS = [
    institutions.registrations,
    institutions.own,
    accreditation.applications,
    budget.lines,
    institutions.payee_accounts,
    notices.objections,
]
NAV = [
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
JOBS = []
CHECKS = []
PORTAL = [
    notices.publicity,
    accreditation.accredited,
    Search(_l("Notices"), notices.find),
    Search(_l("Training institutions"), institutions.find),
    Search(_l("Training bases"), accreditation.find),
]
SEEDS = [budget_service.seed, accreditation_service.seed, tenders_service.seed_trades]
