"""The demonstration is built by the services, whole and once."""

from datetime import date

import sqlalchemy as sa

from kernel import audit, clock
from kernel.db import db
from settlement.demo import build, stage
from settlement.forecast import queries
from settlement.forecast.cost import STRETCHES
from settlement.forecast.models import ReckonedCost
from settlement.funds.models import Source
from settlement.recoveries.models import Recovery
from settlement.rosters.models import RosterLine
from settlement.runs.models import Run, RunState
from settlement.vouchers.models import Voucher, VoucherPrint
from tendering.institutions.models import Institution
from tendering.tenders.models import Tender, TenderState


def count(model, **where):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).filter_by(**where))


def test_it_holds_what_it_promises(demonstration):
    assert count(Institution) == 8
    paper = sa.select(Tender.state).where(~Tender.is_paper).order_by(Tender.id)
    assert sorted(db.session.scalars(paper)) == sorted([TenderState.AWARDED, TenderState.PUBLISHED, TenderState.OPENED])
    assert 600 <= count(RosterLine) <= 700
    assert count(Run, state=RunState.POSTED) == 4
    assert count(Run, state=RunState.CONFIRMED) == 1
    assert count(Recovery) == 6


def test_september_pays_two_hundred_for_each_extension(demonstration):
    for run in db.session.scalars(sa.select(Run).filter_by(period="2026-09").order_by(Run.id)):
        assert (run.lines, run.total_fen) == (8, 160000)


def test_each_voucher_is_printed_and_the_chain_is_whole(demonstration):
    assert count(VoucherPrint) == count(Voucher) > 0
    assert audit.verify() == []


def test_hohhot_pays_from_a_list_of_sources_and_baotou_by_ratio(demonstration):
    carried = {}
    for voucher in db.session.scalars(sa.select(Voucher).order_by(Voucher.id)):
        carried.setdefault(voucher.region_code, []).append({each.source: each.amount_fen for each in voucher.sources})
    assert {Source.TRANSFER: 240000, Source.UNEMPLOYMENT_FUND: 8700000} in carried["150100"]
    assert {Source.TRANSFER: 106667, Source.OWN: 53333} in carried["150200"]  # 1,600.00 by 2 : 1


def test_what_lies_ahead_is_reckoned(demonstration):
    assert queries.due_costs() == []
    assert count(ReckonedCost) == 2 * len(STRETCHES)
    assert queries.due_regions(clock.today()) == []
    assert set(queries.promises()) == {"150100", "150200"}


def test_legal_time_stands_sixty_days_before_the_announced_days_end(demonstration):
    assert stage.opening_day() <= date(2026, 11, 1)
    assert clock.today() >= stage.opening_day()


def test_a_second_build_leaves_it_as_it_is(demonstration):
    before = count(Voucher)
    assert build.build(say=lambda text: None) == "the demonstration stands already"
    assert count(Voucher) == before
