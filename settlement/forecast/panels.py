"""What contracts promise, on the desk: the fund's gauge with the year's end, and the next three months for finance."""

from dataclasses import replace
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kernel import clock
from kernel.access import holds
from kernel.desk import Chart, Figure, Panel
from kernel.formats import yuan
from settlement.forecast import queries
from settlement.funds import panels as funds
from settlement.funds import queries as fund_queries
from settlement.funds.queries import Balance

NEXT = 3


def of_the_year(user) -> Panel | None:
    """The gauge of this year's fund, marked where the contracts as they stand will have taken it at the year's end."""
    panel = funds.of_the_year(user)
    if panel is None:
        return None
    chart = panel.charts[0]
    due = queries.kept_by(user.region_code, date(clock.today().year, 12, 31))
    if due is None:
        return panel
    balance = fund_queries.balance(user.region_code, clock.today().year)
    return replace(panel, charts=[replace(chart, context={**chart.context, "mark": mark(balance, due)})])


def mark(balance: Balance, due_fen: int) -> tuple[int, str]:
    """Where the gauge stands at the year's end: paid, payable, and all that falls due; what is reserved waits in it."""
    end = max(balance.paid, 0) + max(balance.payable, 0) + due_fen
    return end, _("Expected at the year's end by the contracts as they stand: %(yuan)s", yuan=yuan(end))


def next_months(user) -> Panel | None:
    """For finance of a region: what waits, and what falls due in each of the next three months."""
    if not holds("document:countersign", user) or user.sees_all_regions:
        return None
    found = queries.promises(user.region_code).get(user.region_code)
    if found is None:
        return None
    rows = found.months
    days = sorted({row.until_on for row in rows})[: NEXT + 1]
    sums = {day: sum(row.amount_fen for row in rows if row.until_on == day) for day in days}
    labels = [_("Waiting"), *(f"{day:%Y-%m}" for day in days[1:])]
    points = [(label, amount, yuan(amount)) for label, amount in zip(labels, sums.values(), strict=True)]
    ahead = sum(amount for day, amount in sums.items() if day > found.as_of)
    context = {"points": points, "desc": "; ".join(f"{label} {text}" for label, _amount, text in points)}
    link = _l("All 36 months"), url_for("forecast.promised")
    title = _l("Falling due in the next three months")
    return Panel(
        figures=[Figure(yuan(ahead), _l("falls due in three months"))],
        charts=[Chart(title, "kernel/desk/_bars.html", context, link)],
    )
