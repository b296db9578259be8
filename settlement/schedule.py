"""What this room hands to the house: desk panels, navigation, scheduled jobs, checks, portal blocks, reference data."""

from flask_babel import lazy_gettext as _l

from kernel.desk import NavItem
from settlement.documents import panels as documents
from settlement.persons import panels as persons

EVIDENCE, SETTLEMENT = _l("Training and employment"), _l("Settlement")

PANELS = [
    documents.to_countersign,
    persons.merges_to_decide,
]
NAV = [
    NavItem(EVIDENCE, _l("Merging of persons"), "persons.index", "person:merge"),
    NavItem(SETTLEMENT, _l("Policy documents"), "documents.index", "document:read"),
]
JOBS = []
CHECKS = []
PORTAL = []
SEEDS = []
