"""What the notices of an award say (中标公示, 中标公告)."""

from flask_babel import lazy_gettext as _l

from kernel.money import format_yuan
from tendering.awards.models import Award
from tendering.evaluation import queries as evaluation
from tendering.tenders.models import Tender
from tendering.tenders.notice_text import LEVELS


def bidders(tender: Tender) -> list[int]:
    """Organisations whose bids were opened, by id."""
    return sorted(evaluation.bidder_ids(tender.id))


def publicity(awards: list[Award]) -> dict:
    tender = awards[0].tender
    return {
        _l("Tender"): _l("Number: %(number)s", number=tender.number),
        _l("Proposed awards"): _table(awards),
        _l("Places"): _places(tender),
        _l("Objections"): _l(
            "Whoever disagrees objects on this page before the publicity ends; the award is decided only when every "
            "objection has been answered."
        ),
    }


def award(tender: Tender, awards: list[Award]) -> dict:
    """With the names of the committee, secret until now (采购法实施条例 43)."""
    committee = evaluation.committee(tender.id)
    names = "、".join(member.user.name for member in committee.seated) if committee else "—"
    return {
        _l("Tender"): _l("Number: %(number)s", number=tender.number),
        _l("Awards"): _table(awards),
        _l("Evaluation committee"): names,
    }


def revoked(award: Award) -> dict:
    return {
        _l("Tender"): _l("Number: %(number)s", number=award.tender.number),
        _l("Awards"): _table([award]),
        _l("Reason"): award.reason,
    }


def _table(awards: list[Award]) -> dict:
    return {
        "headers": [
            _l("Lot"),
            _l("Trade"),
            _l("Level"),
            _l("Institution"),
            _l("Seats"),
            _l("Standard (yuan a person)"),
        ],
        "rows": [
            [
                award.lot.number,
                award.lot.trade_name,
                LEVELS.get(award.lot.level),
                award.organisation.name,
                award.seats,
                format_yuan(award.standard_fen),
            ]
            for award in awards
        ],
    }


def _places(tender: Tender) -> dict:
    rows = [
        [lot.number, place.position, place.organisation.name, format_yuan(place.mean_hundredths)]
        for lot in tender.lots
        for place in evaluation.rankings(lot.id)
    ]
    return {"headers": [_l("Lot"), _l("Rank"), _l("Institution"), _l("Mean points")], "rows": rows}
