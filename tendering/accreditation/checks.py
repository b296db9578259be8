"""What several verbs check before they act."""

from datetime import date

from flask_babel import lazy_gettext as _l

from kernel.db import db
from kernel.organisations.models import Region
from kernel.refusals import Refusal


def check_league(region_code: str) -> None:
    """Refuse NOT_A_LEAGUE unless the code is one of a league or city."""
    region = db.session.get(Region, region_code)
    if region is None or region.level != "league":
        raise Refusal("NOT_A_LEAGUE", _l("Bases are accredited by a league or city; choose one."), field="region_code")


def check_validity(valid_from: date, valid_to: date) -> None:
    """Refuse VALIDITY unless the last day is after the first."""
    if valid_to <= valid_from:
        raise Refusal("VALIDITY", _l("The last day of validity comes after the first."), field="valid_to")
