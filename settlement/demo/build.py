"""The scenes in their order."""

from collections.abc import Callable

import sqlalchemy as sa

from kernel import clock, words
from kernel.accounts.models import User
from kernel.db import db, writing
from settlement.demo import ahead, awards, ground, months, tenders, training
from settlement.demo.cast import PASSWORD
from settlement.demo.stage import Stage, first_day
from tendering.permissions import Role

SCENES = (
    ground.accounts_of_all,
    ground.budget_lines,
    tenders.officers_keys,
    ground.policy_documents,
    ground.schools,
    ground.bases_apply,
    tenders.first_published,
    ground.bases_granted,
    tenders.first_awarded,
    ground.open_funds,
    awards.from_paper,
    training.spring,
    training.summer,
    months.august,
    training.autumn,
    training.turns_of_fortune,
    tenders.third_published,
    months.september,
    tenders.third_bid,
    tenders.second_published,
    months.recoveries_decided,
    tenders.third_scored,
    training.late_october,
    ahead.next_years_documents,
    months.october,
    months.prints,
    ahead.reckoned,
)


def build(say: Callable[[str], None] = print) -> str:
    """Build the demonstration; a database that has people already is left as it is."""
    if db.session.scalar(sa.select(sa.func.count()).select_from(User).where(User.active)):
        return "the demonstration stands already"
    stage = Stage()
    with writing():
        clock.move_to(first_day())
    for scene in SCENES:
        say(f"  {scene.__module__.rsplit('.', 1)[-1]}: {scene.__name__.replace('_', ' ')}")
        scene(stage)
    return "the demonstration is built"


def demo_accounts() -> list[tuple[str, str, str]]:
    """(address, password, who) for the sign-in page of the demonstration."""
    return [(mail, PASSWORD, f"{role} {name} {place}") for role, name, place, mail in accounts()]


def accounts() -> list[tuple[str, str, str, str]]:
    """(role, name, region or institution, address) of who may sign in, experts left out."""
    people = db.session.scalars(sa.select(User).where(User.active).order_by(User.region_code, User.id))
    return [
        (words.label(Role(user.role_names[0])), user.name, (user.organisation or user.region).name, user.email)
        for user in people
        if user.role_names and user.role_names[0] != Role.EXPERT
    ]
