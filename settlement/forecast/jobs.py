"""Once a day, and after each posting, every region's promises are reckoned for the desks."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kernel import clock
from kernel.formats import yuan
from kernel.jobs import Job
from settlement.forecast import queries, service
from settlement.forecast.promise import MONTHS, Promise, promised
from settlement.forecast.register import opened


def _reckon(key: tuple[str, str, int]) -> Promise:
    today = clock.today()
    return promised(opened(key[0], today), today)


def _keep(key: tuple[str, str, int], promise: Promise) -> LazyString:
    service.keep(region_code=key[0], promise=promise)
    return _l("%(yuan)s in %(months)s months", yuan=yuan(promise.within(MONTHS)), months=MONTHS)


RECKON = Job(
    name="reckon-promises",
    label=_l("Reckon what contracts promise"),
    trigger={"minutes": 5},
    due=lambda: queries.due_regions(clock.today()),
    prepare=_reckon,
    run=_keep,
)
