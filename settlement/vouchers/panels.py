"""What vouchers ask of the desk, and the job that prints what nobody has printed."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds, scope
from kernel.accounts.service import schedule
from kernel.db import db
from kernel.desk import Block, Figure, Panel, Todo
from kernel.formats import whole, yuan
from settlement.runs.models import Run, RunState
from settlement.vouchers import printing, queries, service
from settlement.vouchers.models import Voucher


def to_post(user) -> Panel | None:
    """Approved runs that the user, who took no earlier step on them, may post."""
    if not holds("voucher:post", user):
        return None
    waiting = db.session.scalars(scope(db.select(Run).filter_by(state=RunState.APPROVED), Run, user).order_by(Run.id))
    mine = [run for run in waiting if user.id not in (run.drafted_by_id, run.reviewed_by_id, run.approved_by_id)]
    return Panel(
        todos=[
            Todo(
                _l("Post a run and issue its vouchers"),
                f"{run.number} {run.region.name}",
                url_for("vouchers.post", run_id=run.id),
                service.FOUR_PEOPLE,
            )
            for run in mine
        ]
    )


def public_figures() -> Block:
    """What was posted this year, for everybody to see."""
    people, total = queries.posted_in(clock.today().year)
    return Block(
        _l("Subsidies posted this year"),
        place="figures",
        figures=[
            Figure(yuan(total), _l("Subsidies posted this year")),
            Figure(whole(people), _l("Trainees settled this year")),
        ],
    )


def check_block() -> Block:
    """The portal's voucher check."""
    return Block(_l("Check a voucher"), "settlement/vouchers/_check_block.html", place="side")


def print_first(voucher_id: int):
    """The first copy, made before the write begins."""
    voucher = db.session.get_one(Voucher, voucher_id)
    printed_at = clock.now()
    return printed_at, printing.submit(voucher, copy=1, printed_at=printed_at).result(timeout=120)


def keep_first(voucher_id: int, made) -> str:
    """Keep what `print_first` made, in the name of the schedule; a copy printed meanwhile by a person stands."""
    printed_at, content = made
    voucher = db.session.get_one(Voucher, voucher_id)
    if not queries.prints(voucher):
        service.print_copy(voucher, content, copy=1, printed_at=printed_at, actor=schedule())
    return voucher.number
