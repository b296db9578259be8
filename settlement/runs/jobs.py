"""What the schedule does for runs: it drafts, people do the rest."""

from flask_babel import lazy_gettext as _l

from kernel.accounts.service import schedule
from kernel.jobs import Job
from settlement.entitlements.reading import Reading, read
from settlement.runs import periods, queries, service


def _read(key: tuple[str, str]) -> Reading:
    region_code, period = key
    return read(region_code, periods.cutoff(period))


def _draft(key: tuple[str, str], reading: Reading) -> str:
    region_code, period = key
    return service.draft(region_code=region_code, period=period, reading=reading, actor=schedule()).number


DRAFT = Job(
    name="draft-runs",
    label=_l("Draft settlement runs"),
    trigger={"minutes": 10},
    due=queries.due_periods,
    prepare=_read,
    run=_draft,
)
