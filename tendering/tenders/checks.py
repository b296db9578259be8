"""What a tender must meet before it may be published, each refusal with its article."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.money import format_yuan
from kernel.refusals import Refusal
from tendering.budget.models import State as LineState
from tendering.tenders import queries
from tendering.tenders.models import Lot, LotKind, Tender
from tendering.tenders.rules import Number, RuleSet

THREE_OFFICERS = 3
TOTAL_POINTS = 100


def refuse_incomplete(tender: Tender, rules: RuleSet) -> None:
    """Refuse NO_LOTS, NO_BUDGET_LINE, NO_DATES, FACTORS_NOT_100, BAD_COMMITTEE, OFFICERS_NOT_NAMED."""
    if not tender.lots:
        raise Refusal("NO_LOTS", _l("The tender has no lots yet."))
    if tender.budget_line_id is None:
        raise Refusal(
            "NO_BUDGET_LINE",
            _l("The tender names no budget line; only what is in a published budget may be tendered."),
            article="政府采购法实施条例 30",
            field="budget_line_id",
        )
    if tender.deadline_at is None or tender.documents_until is None:
        raise Refusal(
            "NO_DATES", _l("The deadline and the last day of the documents are not set yet."), field="deadline_at"
        )
    if sum(factor.points for factor in tender.factors) != TOTAL_POINTS:
        raise Refusal(
            "FACTORS_NOT_100",
            _l(
                "The points of all factors must sum to 100; now they sum to %(sum)s.",
                sum=sum(factor.points for factor in tender.factors),
            ),
            article="政府采购法实施条例 34",
        )
    refuse_bad_committee(tender, rules)
    refuse_officers(tender)


def refuse_officers(tender: Tender) -> None:
    """Three officers named, each with a registered identity to which his share of the key is encrypted."""
    if len(tender.officers) != THREE_OFFICERS:
        raise Refusal("OFFICERS_NOT_NAMED", _l("Three opening officers must be named."), field="officers")
    without = [officer.user.name for officer in tender.officers if queries.identity(officer.user_id) is None]
    if without:
        raise Refusal(
            "OFFICER_WITHOUT_IDENTITY",
            _l("These opening officers have not made their opening key yet: %(names)s.", names="、".join(without)),
            field="officers",
        )


def refuse_bad_committee(tender: Tender, rules: RuleSet) -> None:
    """Odd, and at least the rule set's number, the larger one for a large budget."""
    is_large = tender.total_fen >= rules["committee_large_budget"].value
    least: Number = rules["committee_large" if is_large else "committee_minimum"]
    if tender.committee_size < least.value or tender.committee_size % 2 == 0:
        raise Refusal(
            "BAD_COMMITTEE",
            _l("The committee must have an odd number of members, at least %(least)s.", least=least.value),
            article=least.law,
            field="committee_size",
        )


def refuse_dates(tender: Tender, rules: RuleSet, issued_on: date) -> None:
    """Refuse DOCUMENTS_TOO_SHORT and DEADLINE_TOO_SOON, counted from the day of issue, and documents beyond the
    deadline.
    """
    least = rules["documents"].last_day(issued_on)
    if tender.documents_until < least:
        raise Refusal(
            "DOCUMENTS_TOO_SHORT",
            _l("The documents must be available until %(day)s at least.", day=least),
            article=rules["documents"].law,
            field="documents_until",
        )
    least = rules["deadline"].last_day(issued_on)
    deadline_on = clock.local(tender.deadline_at).date()
    if deadline_on < least:
        raise Refusal(
            "DEADLINE_TOO_SOON",
            _l(
                "The deadline may not be before %(day)s when the tender is issued on %(issued)s.",
                day=least,
                issued=issued_on,
            ),
            article=rules["deadline"].law,
            field="deadline_at",
        )
    if tender.documents_until > deadline_on:
        raise Refusal(
            "DOCUMENTS_PAST_DEADLINE",
            _l("The documents cannot be available beyond the deadline."),
            field="documents_until",
        )


def refuse_over_budget(tender: Tender) -> None:
    """All lots within the budget line, what other published tenders bind of it counted in (call it with the line
    locked).
    """
    line = tender.budget_line
    if line.region_code != tender.region_code:
        raise Refusal("FOREIGN_BUDGET_LINE", _l("The budget line belongs to another region."), field="budget_line_id")
    if line.state != LineState.CONFIRMED:
        raise Refusal("BUDGET_NOT_CONFIRMED", _l("The budget line has not been confirmed yet."), field="budget_line_id")
    left = line.amount_fen - queries.committed_fen(line.id, besides=tender.id)
    if tender.total_fen > left:
        raise Refusal(
            "OVER_BUDGET",
            _l(
                "The lots come to %(total)s yuan; the budget line has %(left)s yuan left.",
                total=format_yuan(tender.total_fen),
                left=format_yuan(left),
            ),
            field="budget_line_id",
        )


def refuse_late_change(rules: RuleSet, today: date, deadline_at: datetime) -> None:
    """A change must stand far enough before the deadline, or move it (CHANGE_TOO_LATE)."""
    least = rules["change"].last_day(today)
    if clock.local(deadline_at).date() < least:
        raise Refusal(
            "CHANGE_TOO_LATE",
            _l(
                "A change on %(today)s needs a deadline on %(day)s at the earliest; move the deadline.",
                today=today,
                day=least,
            ),
            article=rules["change"].law,
            field="deadline_at",
        )


def refuse_low_standard(kind: LotKind, standard_fen: int, rules: RuleSet) -> None:
    """Clause 6: 800 yuan a person for skills, 1,000 for startups, at least."""
    floor = rules[f"floor_{kind}"]
    if standard_fen < floor.value:
        raise Refusal(
            "STANDARD_BELOW_FLOOR",
            _l("The standard of this kind is at least %(floor)s yuan a person.", floor=format_yuan(floor.value)),
            article=floor.law,
            field="standard_yuan",
        )


def refuse_unknown_trade(lot: Lot) -> None:
    """A skill lot names a trade and level of the table."""
    if lot.kind == LotKind.SKILL and queries.trade(lot.trade_code or "", lot.level or "") is None:
        raise Refusal("UNKNOWN_TRADE", _l("This trade and level are not in the table of trades."), field="trade")
