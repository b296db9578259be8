"""What is typed about vouchers."""

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from kernel import clock
from kernel.access import load
from kernel.web import HouseForm
from settlement.vouchers import printing, queries
from settlement.vouchers.models import Voucher


class PostForm(HouseForm):
    """Posting asks for the password only."""


class PrintForm(HouseForm):
    """Prints before any lock is taken: `content`, `copy` and `printed_at` are ready for the verb."""

    def prepare(self) -> None:
        voucher = load(Voucher, request.view_args["voucher_id"])
        self.copy, self.printed_at = len(queries.prints(voucher)) + 1, clock.now()
        self.content = printing.submit(voucher, copy=self.copy, printed_at=self.printed_at).result(timeout=120)


class CorrectForm(HouseForm):
    reason = TextAreaField(
        _l("Why it is corrected"),
        [DataRequired(_l("Say why.")), Length(max=500)],
        description=_l("Stands on the correction run and in its history."),
    )


class FindForm(HouseForm):
    """The public check; it reads, so it is sent by GET and needs no token."""

    class Meta:
        csrf = False

    number = StringField(_l("Voucher number"), [Length(max=40)])
