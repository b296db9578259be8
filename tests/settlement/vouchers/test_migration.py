"""From 0012 on the lines of a voucher are kept as spans; what was posted before is turned over, and back."""

from datetime import date

import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from kernel import clock
from kernel.db import db, writing
from settlement.entitlements import lines
from settlement.entitlements import service as entitlements
from settlement.entitlements.models import ExclusionReason
from tendering.permissions import Role
from tests import factories


def test_lines_on_vouchers_become_spans_and_lines_again(own_database):
    with own_database.app.app_context():
        with writing():
            first, second = posted()
            ids = first.id, second.id
        spans = [(1, 1, ids[0]), (3, 3, ids[0]), (4, 5, ids[1])]
        assert stored("first_line, last_line, voucher_id FROM voucher_spans") == spans
        db.session.remove()
        downgrade(revision="0011")
        noted = [(1, ids[0]), (3, ids[0]), (4, ids[1]), (5, ids[1])]
        assert stored("line_no, voucher_id FROM voucher_lines") == noted
        upgrade()
        assert stored("first_line, last_line, voucher_id FROM voucher_spans") == spans


def posted():
    """Two institutions with three and two lines; the second line of the first is excluded."""
    make = factories.load()
    clock.move_to(date(2026, 4, 2))
    make.fund()
    _, in_class, _ = make.payable_class(numbers=("", "", ""))
    make.payable_class(numbers=("", ""), document=in_class.document)
    run, officer = make.drafted_run("2026-04"), make.user(Role.LABOUR_OFFICER)
    out = lines.read(run.region_code, run.id).take([1])
    entitlements.exclude(run.region_code, run.id, out, ExclusionReason.NOT_CLAIMED, actor=officer)
    return make.vouchers_of(run)


def stored(what: str) -> list[tuple]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(f"SELECT {what} ORDER BY 1"))]
