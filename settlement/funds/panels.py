"""The fund of the year on the desk of those who spend it."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds
from kernel.desk import Chart, Panel
from kernel.formats import yuan
from settlement.funds import queries


def of_the_year(user) -> Panel | None:
    """The gauge of this year's fund, with the share of each source."""
    if user.organisation_id is not None or not holds("fund:read", user):
        return None
    fund = queries.fund(user.region_code, clock.today().year)
    if fund is None:
        return None
    balance, sources = queries.balance_of(fund), queries.by_source(fund)
    shares = [
        f"{source.label} {(of.appropriated * 100 + balance.appropriated // 2) // balance.appropriated}%"
        for source, of in sources
        if balance.appropriated and of.appropriated
    ]
    context = {
        "parts": gauge(balance),
        "total": balance.appropriated,
        "desc": _("Available %(yuan)s", yuan=yuan(balance.available)),
        "mark": None,
        "note": _("Sources: %(shares)s", shares="　".join(shares)) if shares else None,
    }
    link = _l("Fund"), url_for("funds.show", fund_id=fund.id)
    title = _l("Employment fund %(year)s", year=fund.year)
    return Panel(charts=[Chart(title, "kernel/desk/_gauge.html", context, link)])


def gauge(balance: queries.Balance) -> list[tuple]:
    """Parts of the gauge: paid, payable and reserved, available."""
    return [
        (_("Paid"), max(balance.paid, 0), yuan(balance.paid), "green"),
        (_("Payable"), max(balance.payable, 0), yuan(balance.payable), "blue"),
        (_("Reserved"), balance.reserved, yuan(balance.reserved), "pale"),
        (_("Available"), 0, yuan(balance.available), ""),
    ]
