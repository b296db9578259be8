"""What the schedule does for runs: it drafts, people do the rest."""

from flask_babel import lazy_gettext as _l

from kernel.accounts.service import schedule
from kernel.jobs import Job
from settlement.drafts import queries, service
from settlement.entitlements.reading import Reading, read
from settlement.runs import periods
from settlement.runs import service as runs


def _read(key: tuple) -> Reading:
    region_code, period, *_ = key
    return read(region_code, periods.cutoff(period))


def _draft(key: tuple[str, str], reading: Reading) -> str:
    region_code, period = key
    return runs.draft(region_code=region_code, period=period, reading=reading, actor=schedule()).number


def _draft_asked(key: tuple[str, str, int], reading: Reading) -> str:
    return service.draft(key[2], reading=reading).number


DRAFT = Job(
    name="draft-runs",
    label=_l("Draft settlement runs"),
    trigger={"minutes": 10},
    due=queries.due_periods,
    prepare=_read,
    run=_draft,
)
DRAFT_ASKED = Job(
    name=service.ASKED,
    label=_l("Draft what officers ask for"),
    trigger={"seconds": 2},
    due=queries.asked,
    prepare=_read,
    run=_draft_asked,
    refused=lambda key: service.refuse(key[2]),
)
