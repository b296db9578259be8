"""What tenders and awards show on the portal's first page and in its search."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.desk import Block, Found
from tendering.awards import queries as awards
from tendering.publication import queries
from tendering.tenders.models import Tender


def open_tenders() -> Block | None:
    """The newest tenders with place, lots, seats and time left."""
    tenders = queries.latest(6)
    if not tenders:
        return None
    link = (_l("All %(count)s", count=queries.count()), url_for("publication.index"))
    return Block(
        title=_l("Tenders"), template="tendering/publication/_tenders.html", context={"tenders": tenders}, link=link
    )


def results() -> Block | None:
    """The latest awards."""
    final = awards.results(limit=5)
    if not final:
        return None
    return Block(
        title=_l("Results"),
        template="tendering/publication/_results.html",
        context={"awards": final},
        place="side",
        link=(_l("All"), url_for("publication.results")),
    )


def find(text: str) -> list[Found]:
    return [_found(tender) for tender in queries.search(text)]


def _found(tender: Tender) -> Found:
    address = url_for("publication.show", number=tender.number)
    return Found(tender.title, address, lines=[f"{tender.region.name} {tender.number}"], badges=[tender.state])
