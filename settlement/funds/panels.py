"""The funds of the year on the desk of those who spend them, and past years that wait to be closed."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds, may, scope
from kernel.db import db
from kernel.desk import Chart, Panel, Todo
from kernel.formats import yuan
from kernel.words import label
from settlement.funds import closing_service, queries
from settlement.funds.models import Closing, ClosingState, Fund, FundKind, Sharing, Way
from settlement.funds.sharing import Shares


def of_the_year(user) -> Panel | None:
    """The gauge of this year's employment fund, with the share of each source."""
    return _gauge_of(user, FundKind.EMPLOYMENT)


def insurance_of_the_year(user) -> Panel | None:
    """The same of the unemployment-insurance fund's own line, where the region has set one up."""
    return _gauge_of(user, FundKind.INSURANCE)


def _gauge_of(user, kind: FundKind) -> Panel | None:
    if user.organisation_id is not None or not holds("fund:read", user):
        return None
    fund = queries.fund(user.region_code, clock.today().year, kind)
    if fund is None:
        return None
    balance, sources = queries.balance_of(fund), queries.by_source(fund)
    shares = [
        f"{source.label} {(of.came_in * 100 + balance.came_in // 2) // balance.came_in}%"
        for source, of in sources
        if balance.came_in and of.came_in
    ]
    context = {
        "parts": gauge(balance),
        "total": balance.came_in,
        "desc": _("Available %(yuan)s", yuan=yuan(balance.available)),
        "mark": None,
        "note": _("Sources: %(shares)s", shares="　".join(shares)) if shares else None,
    }
    link = _l("Fund"), url_for("funds.show", fund_id=fund.id)
    return Panel(charts=[Chart(title(fund), "kernel/desk/_gauge.html", context, link)])


def title(fund: Fund) -> str:
    if fund.is_insurance:
        return _("Unemployment-insurance fund %(year)s", year=fund.year)
    return _("Employment fund %(year)s", year=fund.year)


def gauge(balance: queries.Balance) -> list[tuple]:
    """Parts of the gauge: paid, payable and reserved, available; what left the year at its end."""
    parts = [
        (_("Paid"), max(balance.paid, 0), yuan(balance.paid), "green"),
        (_("Payable"), max(balance.payable, 0), yuan(balance.payable), "blue"),
        (_("Reserved"), balance.reserved, yuan(balance.reserved), "pale"),
        (_("Available"), 0, yuan(balance.available), ""),
    ]
    if balance.carried:
        parts.append((_("Carried over to a later year"), balance.carried, yuan(balance.carried), "amber"))
    if balance.handed_back:
        parts.append((_("Handed back"), balance.handed_back, yuan(balance.handed_back), "amber"))
    return parts


def sharing(fund: Fund) -> str:
    """In a sentence, how vouchers are shared among the sources of a fund."""
    names = [label(source) for source in fund.order]
    if fund.is_insurance:
        return _("Persons who draw unemployment benefit are paid from here.")
    if fund.sharing == Sharing.RATIO:
        parts = " : ".join(str(weight) for weight in fund.weights)
        return _(
            "Each voucher's total is shared %(parts)s among %(names)s; the odd fen goes to the largest remainder, of "
            "equal ones to the earlier source.",
            parts=parts,
            names="、".join(names),
        )
    return _("Each person falls whole to the first source that still holds enough: %(names)s.", names=" → ".join(names))


def may_close(fund: Fund) -> bool:
    """The year is over, nothing is proposed, and it stands open or holds money again."""
    over = fund.year < clock.today().year and may("fund:close", fund)
    return over and not queries.waiting_closing(fund) and bool(not fund.is_closed or closing_service.left(fund))


def ways(closing: Closing, left: Shares) -> list[tuple]:
    """(source, what becomes of its money, fen) of a proposal."""
    rows = []
    for source, amount in left.items():
        way = closing.ways.get(source)
        rows.append((source.label, Way(way).label if way else None, amount))
    return rows


def to_close(user) -> Panel | None:
    """Closings that this person may decide, and past years that he may close."""
    todos = []
    if holds("fund:decide_closing", user):
        waiting = scope(db.select(Closing).filter_by(state=ClosingState.PROPOSED), Closing, user)
        todos += [
            _todo(_l("Decide the closing of a fund"), each.fund, url_for("funds.decide", closing_id=each.id))
            for each in db.session.scalars(waiting.order_by(Closing.id))
            if each.proposed_by_id != user.id
        ]
    if holds("fund:close", user):
        past = scope(db.select(Fund).where(Fund.year < clock.today().year, Fund.closed_on.is_(None)), Fund, user)
        todos += [
            _todo(_l("Close the year of a fund"), each, url_for("funds.close", fund_id=each.id))
            for each in db.session.scalars(past.order_by(Fund.year, Fund.id))
            if not queries.waiting_closing(each)
        ]
    return Panel(todos=todos) if todos else None


def _todo(what, fund: Fund, url: str) -> Todo:
    return Todo(what, f"{fund.region.name} {title(fund)}", url, closing_service.TWO_PEOPLE)
