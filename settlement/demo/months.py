"""Third scene: two months settled and paid in each league, the third one waiting for review."""

from datetime import date

from kernel import clock
from kernel.accounts.service import schedule
from kernel.db import db
from settlement.demo.cast import BAOTOU, HOHHOT
from settlement.demo.stage import Stage, opening_day
from settlement.entitlements.reading import read
from settlement.payments import queries as payables
from settlement.payments import service as payments
from settlement.recoveries import service as recoveries
from settlement.recoveries.models import Recovery, Way
from settlement.runs import periods, queries
from settlement.runs import service as runs
from settlement.runs.models import Run
from settlement.vouchers import printing
from settlement.vouchers import service as vouchers
from settlement.vouchers.models import Voucher

LEAGUES = (HOHHOT, BAOTOU)


def august(stage: Stage) -> None:
    """Drafted by the schedule, confirmed, reviewed, publicised five working days, approved, posted, paid."""
    _settle(stage, "2026-08", date(2026, 9, 1), date(2026, 9, 3), date(2026, 9, 11))


def september(stage: Stage) -> None:
    """The same a month later: extensions add, early ends become proposals to recover."""
    _settle(stage, "2026-09", date(2026, 10, 9), date(2026, 10, 12), date(2026, 10, 20))


def _settle(stage: Stage, period: str, drafted: date, reviewed: date, approved: date) -> None:
    _draft(stage, period, drafted)
    with stage.at(reviewed):
        for region_code in LEAGUES:
            run = _run(stage, region_code, period)
            runs.close_confirmation(run, actor=stage.user(region_code, "labour"))
            runs.review(run, actor=stage.user(region_code, "reviewer"), note="抽查合同 20 份，一致。")
            runs.publish(run, actor=stage.user(region_code, "labour"))
    with stage.at(approved):
        for region_code in LEAGUES:
            runs.approve(_run(stage, region_code, period), actor=stage.user(region_code, "approver"), note="同意")
    with stage.at(approved, "15:00"):
        for region_code in LEAGUES:
            issued = vouchers.post(_run(stage, region_code, period), actor=stage.user(region_code, "finance"))
            stage.rows[region_code, period, "vouchers"] = [each.id for each in issued]
    with stage.at(approved, "16:00"):
        for region_code in LEAGUES:
            _pay(stage, region_code, stage.rows[region_code, period, "vouchers"])


def _draft(stage: Stage, period: str, on: date) -> None:
    with stage.at(on, "00:10"):
        for region_code in LEAGUES:
            reading = read(region_code, periods.last_day(period))
            run = runs.draft(region_code=region_code, period=period, reading=reading, actor=schedule())
            stage.rows[region_code, period] = run.id
    with stage.at(on, "08:30"):
        for region_code in LEAGUES:
            run = _run(stage, region_code, period)
            for organisation in queries.organisations(run):
                key = next(
                    key
                    for key, value in stage.rows.items()
                    if key[1:] == ("organisation",) and value == organisation.id
                )
                runs.confirm_list(run, organisation_id=organisation.id, actor=stage.user(region_code, key[0]))


def _run(stage: Stage, region_code: str, period: str) -> Run:
    return db.session.get_one(Run, stage.rows[region_code, period])


def _pay(stage: Stage, region_code: str, voucher_ids: list[int]) -> None:
    """By another officer than posted; Baotou's first payment fails once, the fourth waits for the bank."""
    payer = stage.user(region_code, "finance2")
    owed = [each for each in (db.session.get_one(Voucher, each) for each in voucher_ids) if payables.to_pay(each)]
    sent = [(voucher, payments.send(voucher, actor=payer)) for voucher in owed]
    payments.take_batch(payables.sent(region_code), actor=payer)
    for number, (voucher, payment) in enumerate(sent):
        if region_code == BAOTOU and number == 0:
            payments.fail(payment, failed_on=clock.today(), bank_note="收款账户状态异常", actor=payer)
            payment = payments.send(voucher, actor=payer)
        if number < 3:
            payments.confirm(payment, paid_on=clock.today(), bank_note=f"回单{payment.reference}", actor=payer)


def recoveries_decided(stage: Stage) -> None:
    """Of September's recovery proposals one is set off, one waits for its second person."""
    with stage.at(date(2026, 10, 23)):
        found = db.session.scalars(db.select(Recovery).filter_by(region_code=HOHHOT).order_by(Recovery.id)).all()
        for recovery, way in zip(found, (Way.OFFSET, Way.CASH), strict=False):
            recoveries.suggest(recovery, way=way, reason="劳动者自行离职", actor=stage.user(HOHHOT, "labour"))
        for recovery in found[:1]:
            reviewer = stage.user(HOHHOT, "reviewer")
            recoveries.decide(recovery, agreed=True, note="同意抵扣", amount_fen=recovery.amount_fen, actor=reviewer)


def october(stage: Stage) -> None:
    """Hohhot's run waits for review; Baotou's institutions are still confirming."""
    _draft(stage, "2026-10", opening_day())
    with stage.at(opening_day(), "08:45"):
        runs.close_confirmation(_run(stage, HOHHOT, "2026-10"), actor=stage.user(HOHHOT, "labour"))


def prints(stage: Stage) -> None:
    """The first copies, made by the workers side by side."""
    ids = [each for key, each in stage.rows.items() if key[2:] == ("vouchers",)]
    printed_at = clock.now()
    futures = {}
    for voucher_id in (one for some in ids for one in some):
        futures[voucher_id] = printing.submit(db.session.get_one(Voucher, voucher_id), copy=1, printed_at=printed_at)
    with stage.at(opening_day(), "08:50"):
        for voucher_id, future in futures.items():
            voucher = db.session.get_one(Voucher, voucher_id)
            vouchers.print_copy(voucher, future.result(timeout=120), copy=1, printed_at=printed_at, actor=schedule())
