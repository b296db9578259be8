"""Policy documents, persons, classes, rosters and labour contracts, made by calling the services."""

import itertools
from datetime import date

from kernel.db import db
from settlement.documents import service as documents
from settlement.documents.models import DocumentCost, Kind
from settlement.policy.loading import load_document
from tendering.permissions import Role
from tests.factories import kernel

_count = itertools.count(1)
BORN = date(1980, 1, 1)


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
