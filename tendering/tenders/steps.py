"""The road of a tender as its page draws it."""

from datetime import datetime

from flask_babel import gettext as _

from kernel import clock
from kernel.formats import instant
from tendering.tenders.models import Lot, Tender, TenderState
from tendering.tenders.notice_text import LEVELS

S = TenderState
ORDER = (S.DRAFT, S.APPROVED, S.PUBLISHED, S.CLOSED, S.OPENED, S.EVALUATED, S.AWARDED)


def tender_steps(tender: Tender) -> list[tuple]:
    """[(label, who, when, status)] for `record.steps`."""
    rows = [
        (_("Drafting"), tender.drafted_by.name, instant(tender.drafted_at)),
        (_("Approval"), _name(tender.approved_by), _when(tender.approved_at)),
        (_("Publication"), _name(tender.published_by), _when(tender.published_at)),
        (_("Closing"), None, _when(tender.closed_at)),
        (_("Opening"), None, _when(tender.opened_at)),
        (_("Evaluation"), None, _when(tender.evaluated_at)),
        (_("Award decision"), None, None),
    ]
    return [(*row, status) for row, status in zip(rows, _statuses(tender), strict=True)]


def _statuses(tender: Tender) -> list[str]:
    if tender.state in ORDER:
        reached = ORDER.index(tender.state) + 1
        return ["done"] * reached + ["now"] * (reached < len(ORDER)) + ["next"] * (len(ORDER) - reached - 1)
    moments = (
        tender.drafted_at,
        tender.approved_at,
        tender.published_at,
        tender.closed_at,
        tender.opened_at,
        tender.evaluated_at,
    )
    reached = sum(moment is not None for moment in moments)
    return ["done"] * reached + ["refused"] + ["next"] * (len(ORDER) - reached - 1)


def time_left(deadline: datetime) -> str:
    """How long a deadline is still away: days and hours, minutes in the last hour, nothing after it."""
    minutes = int((deadline - clock.now()).total_seconds() // 60)
    if minutes < 0:
        return _("past")
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return _("%(days)s days %(hours)s hours left", days=days, hours=hours)
    return _("%(hours)s hours %(minutes)s minutes left", hours=hours, minutes=minutes % 60)


def lot_level(lot: Lot) -> str:
    return str(LEVELS[lot.level]) if lot.level else "—"


def _name(user) -> str | None:
    return user.name if user else None


def _when(moment) -> str | None:
    return instant(moment) if moment else None
