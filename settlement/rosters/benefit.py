"""Who draws unemployment benefit: the insurance fund pays for their training where the region has set up its line."""

import sqlalchemy as sa

from settlement.rosters.models import RosterLine, TrainingClass


def draws_benefit() -> sa.ColumnElement[bool]:
    """The benefit recorded on a roster line covers the day on which its class opened; for a query over both."""
    return sa.and_(
        RosterLine.benefit_from <= TrainingClass.opened_on,
        sa.or_(RosterLine.benefit_to.is_(None), RosterLine.benefit_to >= TrainingClass.opened_on),
    )
