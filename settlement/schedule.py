"""What this room hands to the house: desk panels, navigation, scheduled jobs, checks, portal blocks, reference data."""

from flask_babel import lazy_gettext as _l

from kernel.desk import OVERSIGHT, NavItem
from kernel.jobs import Job
from settlement.checks import catalogue
from settlement.checks import panels as checks
from settlement.checks.jobs import CHECK
from settlement.contracts import panels as contracts
from settlement.documents import panels as documents
from settlement.drafts.jobs import DRAFT, DRAFT_ASKED
from settlement.forecast import panels as forecast
from settlement.forecast.jobs import RECKON, RECKON_COSTS
from settlement.funds import panels as funds
from settlement.payments import panels as payments
from settlement.persons import panels as persons
from settlement.recoveries import panels as recoveries
from settlement.rosters import panels as rosters
from settlement.runs import panels as runs
from settlement.vouchers import panels as vouchers
from settlement.vouchers import queries as voucher_queries

EVIDENCE, SETTLEMENT = _l("Training and employment"), _l("Settlement")

PANELS = [
    rosters.to_verify,
    rosters.to_fill,
    rosters.to_complete,
    contracts.to_verify,
    contracts.ending_soon,
    documents.to_countersign,
    persons.merges_to_decide,
    runs.runs_to_do,
    recoveries.to_do,
    vouchers.to_post,
    payments.to_pay,
    funds.to_close,
    checks.red_ones,
    forecast.of_the_year,
    funds.insurance_of_the_year,
    forecast.next_months,
]
NAV = [
    NavItem(EVIDENCE, _l("Classes and rosters"), "rosters.index", "class:read"),
    NavItem(EVIDENCE, _l("Labour contracts"), "contracts.index", "contract:read"),
    NavItem(EVIDENCE, _l("Merging of persons"), "persons.index", "person:merge"),
    NavItem(EVIDENCE, _l("Holds"), "holds.index", "hold:read"),
    NavItem(SETTLEMENT, _l("Settlement runs"), "runs.index", "run:read"),
    NavItem(SETTLEMENT, _l("When runs are drafted"), "drafts.schedule", "schedule:read"),
    NavItem(SETTLEMENT, _l("Policy documents"), "documents.index", "document:read"),
    NavItem(SETTLEMENT, _l("Recoveries"), "recoveries.index", "recovery:read"),
    NavItem(SETTLEMENT, _l("Employment funds"), "funds.index", "fund:read"),
    NavItem(SETTLEMENT, _l("Promised by contracts"), "forecast.promised", "forecast:read"),
    NavItem(SETTLEMENT, _l("Vouchers"), "vouchers.index", "voucher:read"),
    NavItem(SETTLEMENT, _l("Payments"), "payments.index", "payment:read"),
    NavItem(OVERSIGHT, _l("Checks of the books"), "checks.index", "check:read"),
]
JOBS = [
    DRAFT,
    DRAFT_ASKED,
    RECKON,
    RECKON_COSTS,
    Job(
        name="print-vouchers",
        label=_l("Print new vouchers"),
        trigger={"minutes": 1},
        due=voucher_queries.unprinted,
        prepare=vouchers.print_first,
        run=vouchers.keep_first,
    ),
    CHECK,
]
CHECKS = catalogue.CHECKS
PORTAL = [vouchers.public_figures, vouchers.check_block]
SEEDS = []
