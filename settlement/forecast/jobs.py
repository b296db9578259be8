"""Reckoned by the schedule: what every region promises, and what documents would cost for who signs them."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kernel import clock
from kernel.formats import whole, yuan
from kernel.jobs import Job
from settlement.forecast import figures, queries, service
from settlement.forecast.models import ReckonedCost
from settlement.forecast.promise import MONTHS, Promise, promised
from settlement.forecast.reckoning import reckoned
from settlement.forecast.register import opened


def _reckon(key: tuple[str, str, int]) -> Promise:
    today = clock.today()
    return promised(opened(key[0], today), today)


def _keep(key: tuple[str, str, int], promise: Promise) -> LazyString:
    service.keep(region_code=key[0], promise=promise)
    return _l("%(yuan)s in %(months)s months", yuan=yuan(promise.within(MONTHS)), months=MONTHS)


def _reckon_cost(key: tuple[int, str, str, str]) -> list[ReckonedCost]:
    document_id, region_code, day, _terms = key
    return reckoned(document_id, region_code, date.fromisoformat(day))


def _keep_cost(_key: tuple[int, str, str, str], rows: list[ReckonedCost]) -> LazyString:
    service.keep_cost(rows=rows)
    total = figures.read(rows[-1].figures).total
    said = {"people": whole(total.people), "yuan": yuan(total.difference_fen)}
    return _l("%(people)s person-classes in the whole register, a difference of %(yuan)s", **said)


RECKON = Job(
    name=queries.PROMISES,
    label=_l("Reckon what contracts promise"),
    trigger={"seconds": 30},
    due=lambda: queries.due_regions(clock.today()),
    prepare=_reckon,
    run=_keep,
)
RECKON_COSTS = Job(
    name=queries.COSTS,
    label=_l("Reckon what documents would cost"),
    trigger={"seconds": 30},
    due=queries.due_costs,
    prepare=_reckon_cost,
    run=_keep_cost,
)
