"""Verbs of the desk."""

from datetime import date

from kernel import audit, clock


def move_clock(*, day: date, actor) -> None:
    """Move legal time to nine in the morning of `day`. Refuses CLOCK_IS_FIXED in production, CLOCK_ONLY_FORWARD."""
    clock.move_to(day)
    audit.record(actor, "legal clock moved", None, facts={"day": day.isoformat()})
