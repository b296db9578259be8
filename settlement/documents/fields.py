"""Form fields of money and shares, kept as text and read exactly."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError

from kernel.money import NotMoney, parse_yuan, plain_yuan


class YuanField(StringField):
    """An amount in yuan as typed; `fen` is what it says, None where nothing was typed. Set `fen` by `show(fen)`."""

    def __init__(self, label=None, validators=None, **options):
        options.setdefault("render_kw", {"inputmode": "decimal"})
        super().__init__(label, validators, **options)

    @property
    def fen(self) -> int | None:
        return parse_yuan(self.data) if (self.data or "").strip() else None

    @property
    def plain(self) -> str | None:
        """Two decimals, no grouping, as policy documents write amounts."""
        return None if self.fen is None else plain_yuan(self.fen)

    def pre_validate(self, form) -> None:
        try:
            negative = self.fen is not None and self.fen < 0
        except NotMoney as wrong:
            raise ValidationError(_l("Type a number with at most two decimals, such as 1,000.00.")) from wrong
        if negative:
            raise ValidationError(_l("This must not be negative."))


class PercentField(YuanField):
    """A percentage with at most two decimals; `plain` is its text."""
