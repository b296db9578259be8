"""The one road of a refusal: a code for machines, a sentence for people, the article it rests on."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

_constraints: dict[str, tuple[str, Any]] = {}


class Refusal(Exception):
    """Raised by a verb that does not do what was asked.

    `lasting` is (verb, subject or None, facts): an audit row that must survive the rollback, written in a
    transaction of its own. `field` names the form field the sentence belongs to.
    """

    status = 422

    def __init__(
        self,
        code: str,
        sentence: Any,
        *,
        article: str | None = None,
        field: str | None = None,
        status: int | None = None,
        lasting: tuple[str, Any, dict] | None = None,
    ):
        super().__init__(code)
        self.code, self.sentence, self.article, self.field, self.lasting = code, sentence, article, field, lasting
        self.status = status or self.status

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class StateMoved(Refusal):
    """The row is no longer in the state the page was drawn from."""

    status = 409


def refuse_same_person(actor, *others, code: str = "CHECKER_IS_MAKER", article: str | None = None) -> None:
    """Maker and checker are two people (内部控制不相容职务分离); `others` are users or their ids, None is skipped."""
    makers = {getattr(other, "id", other) for other in others if other is not None}
    if actor.id in makers:
        raise Refusal(
            code,
            _l("You took an earlier step on this yourself; a second person has to do this one."),
            article=article,
            lasting=(f"refused {code}", None, {}),
        )


def refuse_until_after(day: date | None, *, code: str, today: date | None = None, article: str | None = None) -> None:
    """Refuse while `day` (a legal date, included) is not over; None means it has not even begun."""
    from kernel import clock

    if day is None or (today or clock.today()) <= day:
        raise Refusal(code, _l("This is possible only after %(day)s.", day=day or "—"), article=article)


def constraint(name: str, code: str, sentence: Any, *, field: str | None = None) -> None:
    """Give the database's own refusal, known by its constraint name, a code and a sentence."""
    _constraints[name] = (code, sentence, field)


def from_integrity_error(error: IntegrityError) -> Refusal | None:
    """The refusal that the violated constraint stands for; None when nobody gave it a sentence."""
    diag = getattr(error.orig, "diag", None)
    text = (diag.constraint_name or "") if diag else str(error.orig)
    for name, (code, sentence, field) in _constraints.items():
        if name == text or name in text or (diag is None and _sqlite_columns(name) == text.partition("failed: ")[2]):
            return Refusal(code, sentence, field=field, status=409)
    return None


def _sqlite_columns(name: str) -> str:
    """SQLite names the columns of a UNIQUE, not the constraint: `UNIQUE constraint failed: runs.period`."""
    from kernel.db import db

    for table in db.metadata.tables.values():
        for candidate in (*table.constraints, *table.indexes):
            if candidate.name == name:
                return ", ".join(f"{table.name}.{column.name}" for column in candidate.columns) or "\0"
    return "\0"
