"""What the public notices of a tender say (招标公告, 更正公告, 终止公告)."""

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from kernel.formats import instant
from kernel.i18n import CHINESE
from kernel.money import format_yuan
from tendering.tenders.models import Change, Lot, LotState, Tender
from tendering.tenders.rules import RuleSet

LEVELS = {
    "5": _l("Junior"),
    "4": _l("Intermediate"),
    "3": _l("Senior"),
    "2": _l("Technician"),
    "1": _l("Senior technician"),
}


def in_chinese(sentence) -> str:
    """A sentence that is kept as text, in the language of the record."""
    with force_locale(CHINESE):
        return str(sentence)


def lot_name(lot: Lot) -> str:
    """`第1包 数控车工（中级）`, in the reader's language."""
    if lot.level is None:
        return str(_l("Lot %(number)s %(trade)s", number=lot.number, trade=lot.trade_name))
    return str(
        _l("Lot %(number)s %(trade)s (%(level)s)", number=lot.number, trade=lot.trade_name, level=LEVELS[lot.level])
    )


def title(tender: Tender):
    return _l("Tender notice: %(title)s", title=tender.title)


def lots(tender: Tender) -> dict:
    """The table of lots of a notice."""
    return {
        "headers": [
            _l("Lot"),
            _l("Kind"),
            _l("Trade"),
            _l("Level"),
            _l("Place"),
            _l("Seats"),
            _l("Standard (yuan a person)"),
        ],
        "rows": [
            [
                lot.number,
                lot.kind.label,
                lot.trade_name,
                LEVELS.get(lot.level),
                (lot.county or tender.region).name,
                lot.seats,
                format_yuan(lot.standard_fen),
            ]
            for lot in tender.lots
        ],
    }


def factors(tender: Tender) -> dict:
    return {
        "headers": [_l("Factor"), _l("Points"), _l("How it is judged")],
        "rows": [[factor.name, factor.points, factor.standard] for factor in tender.factors],
    }


def tender(tender: Tender, rules: RuleSet) -> dict:
    """The body of the tender notice."""
    return {
        _l("Tender"): [
            _l("Number: %(number)s", number=tender.number),
            _l("Regime: %(regime)s", regime=tender.regime.label),
        ],
        _l("Budget"): _l(
            "%(line)s; this tender: %(total)s yuan",
            line=f"{tender.budget_line.code} {tender.budget_line.name}",
            total=format_yuan(tender.total_fen),
        ),
        _l("Lots"): lots(tender),
        _l("Times"): [
            _l("Documents available until %(day)s", day=tender.documents_until),
            _l("Deadline for bids and opening: %(deadline)s", deadline=instant(tender.deadline_at)),
            _l("Place of opening: %(place)s", place=tender.opening_place or tender.region.name),
        ],
        _l("How bids are made"): _l(
            "Bids are encrypted in the bidder's own browser to the public key of this tender and opened by "
            "two of three officers after the deadline. A late bid is refused."
        ),
        _l("How bids are judged"): factors(tender),
        _l("Price"): _l(
            "The subsidy is fixed by the state, so price is not a factor. Equal points: the higher past employment "
            "rate goes first, then a recorded random draw."
        ),
        _l("Requirements"): tender.requirements or "—",
        _l("Contact"): tender.contact or "—",
    }


def changed(change: Change) -> dict:
    """The body of a change notice."""
    said = {_l("What changes"): change.text}
    if change.deadline_at is not None:
        said[_l("New deadline")] = instant(change.deadline_at)
    return said


def failed(tender: Tender) -> dict:
    """Which lots failed and why."""
    return {
        _l("Tender"): _l("Number: %(number)s", number=tender.number),
        _l("Void lots"): {
            "headers": [_l("Lot"), _l("Trade"), _l("Reason")],
            "rows": [[lot.number, lot.trade_name, lot.reason] for lot in tender.lots if lot.state == LotState.FAILED],
        },
    }


def cancelled(tender: Tender) -> dict:
    return {_l("Tender"): _l("Number: %(number)s", number=tender.number), _l("Reason"): tender.reason}
