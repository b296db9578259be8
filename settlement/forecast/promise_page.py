"""What contracts promise, as the page, the chart and the file show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from kernel import clock
from kernel.organisations.models import Region
from kernel.spreadsheets import Written, write_workbook
from settlement.documents.models import Kind
from settlement.forecast import queries, under_way
from settlement.forecast.promise import Promise, kept, nothing
from settlement.forecast.under_way import Progress
from settlement.funds import queries as funds


@dataclass(frozen=True)
class Outlook:
    """The promises of the regions a user asked for; `chosen` None: all that the user sees.

    As reckoned last, and of one day: `late` are regions of which nothing that still stands is kept as of that day.
    """

    regions: list[Region]
    chosen: Region | None
    as_of: date
    promises: list[tuple[Region, Promise]]
    late: list[Region]
    total: Promise
    due: list[tuple[str, str, int]]  # the keys under which the schedule reckons them anew

    @property
    def reckoned(self) -> set[str]:
        """The regions, by code, that these figures are of; the others shown have no register."""
        return {region.code for region, promise in self.promises if promise.seen_seq}

    @property
    def is_empty(self) -> bool:
        """There is nothing to be shown yet."""
        return bool(self.late) and not self.reckoned

    @property
    def months(self) -> list[tuple[date, dict[Kind, int], int]]:
        """(last day, {kind: fen}, fen since the first month) of each month to come."""
        running, rows = 0, []
        for day, due in zip(self.total.until[1:], self.total.due_fen[1:], strict=True):
            running += sum(due.values())
            rows.append((day, due, running))
        return rows


def of(user, code: str | None = None) -> Outlook:
    """Of one region or of all that the user sees; an unknown region is none."""
    regions, rows = queries.seen_by(user), queries.promises()
    chosen = next((region for region in regions if region.code == code), regions[0] if len(regions) == 1 else None)
    asked = {region.code: region for region in ([chosen] if chosen else regions)}
    due = [key for key in queries.due_regions(clock.today()) if key[0] in asked]
    as_of = max((rows[code].as_of for code in asked if code in rows), default=clock.today())
    shown = {code: kept(rows[code]) for code in asked if code in rows and rows[code].as_of == as_of}
    late = [asked[code] for code, *_key in due if code not in shown]
    promises = [(region, shown.get(code, nothing(as_of))) for code, region in asked.items() if region not in late]
    total = sum((promise for _region, promise in promises), nothing(as_of))
    return Outlook(regions, chosen, as_of, promises, late, total, due)


def progress(outlook: Outlook) -> Progress | None:
    """Of what the schedule reckons anew; None where all stands."""
    count = len(outlook.reckoned.union(key[0] for key in outlook.due))
    return under_way.progress(queries.PROMISES, outlook.due, count)


@dataclass(frozen=True)
class Against:
    """A region's fund of the year beside what is promised until the year's end; reserved money waits already."""

    region: Region
    promise: Promise
    balance: funds.Balance
    by_year_end_fen: int

    @property
    def free_fen(self) -> int:
        """What may still be spent on them: available, and reserved for the open run."""
        return self.balance.available + self.balance.reserved

    @property
    def is_short(self) -> bool:
        return self.by_year_end_fen > self.free_fen


def against_funds(outlook: Outlook) -> list[Against]:
    year = outlook.as_of.year
    return [
        Against(region, promise, funds.balance(region.code, year), promise.by_end_of(year))
        for region, promise in outlook.promises
    ]


def workbook(outlook: Outlook) -> bytes:
    """One row per region, month and kind; the first month of each is what waits."""
    headers = [_("Region"), _("Falls due by"), _("Kind"), _("Amount, yuan"), _("Remark")]
    return write_workbook([Written(_("Promised by contracts"), headers, _written(outlook))])


def _written(outlook: Outlook) -> Iterator[tuple]:
    for region, promise in outlook.promises:
        for number, (day, due) in enumerate(zip(promise.until, promise.due_fen, strict=True)):
            remark = "" if number else _("Due already and waiting")
            for kind, amount in due.items():
                yield region.name, day, str(kind.label), Decimal(amount).scaleb(-2), remark
    for region in outlook.late:
        yield region.name, outlook.as_of, "", None, _("Not reckoned yet")
