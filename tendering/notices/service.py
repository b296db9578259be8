"""Verbs on notices and on objections against them."""

import hashlib
import secrets
from datetime import date

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from kernel import audit, calendar, clock, numbering
from kernel.db import db, lock
from kernel.i18n import CHINESE
from kernel.refusals import Refusal, refuse_same_person
from kernel.states import move
from tendering.notices.body import sections
from tendering.notices.models import OBJECTION_MOVES, Kind, Notice, NoticeVersion, Objection, ObjectionState


def publicity_end(days: int, *, published_on: date | None = None) -> date:
    """The last day of a publicity of `days` working days, the day of publication not counted (民法典 201)."""
    return calendar.add_working_days(published_on or clock.today(), days)


def publish(
    *,
    kind: Kind,
    region_code: str,
    title,
    body: dict,
    subject=None,
    publicity_days: int | None = None,
    publicity_ends_on: date | None = None,
    actor,
) -> Notice:
    """Publish at `/notices/<number>`; the number is the region's next of this year, without gaps.

    `body`: see `body.sections`. `publicity_days`: working days, or `publicity_ends_on`: the last day, computed by the
    caller. `subject`: the row it is about. Official titles are kept in Chinese. Refuses PUBLICITY_PAST and, past the
    announced calendar, CALENDAR_NOT_ANNOUNCED.
    """
    if publicity_days is not None:
        publicity_ends_on = publicity_end(publicity_days)
    if publicity_ends_on and publicity_ends_on < clock.today():
        raise Refusal("PUBLICITY_PAST", _l("A publicity cannot end before it begins."))
    year = clock.today().year
    number = f"{region_code}-{year}-{numbering.take('notice', region_code, year):04d}"
    kind_of, key = _subject(subject)
    notice = Notice(
        region_code=region_code,
        number=number,
        kind=kind,
        subject_type=kind_of,
        subject_id=key,
        version=1,
        published_at=clock.now(),
    )
    db.session.add(notice)
    db.session.flush()
    _add_version(
        notice, title=title, body=sections(body), publicity_ends_on=publicity_ends_on, reason=None, actor=actor
    )
    audit.record(actor, "notice published", notice, facts=_facts(notice))
    return notice


def revise(
    notice: Notice,
    *,
    reason: str,
    title=None,
    body: dict | None = None,
    added: dict | None = None,
    publicity_ends_on: date | None = None,
    actor,
) -> Notice:
    """Publish the next version, with its reason; what is not given stays. `added`: sections put above the others.

    Refuses PUBLICITY_SHORTENED: a publicity may only be prolonged.
    """
    notice = lock(Notice, notice.id)
    last = notice.latest
    ends_on = publicity_ends_on or last.publicity_ends_on
    if last.publicity_ends_on and ends_on < last.publicity_ends_on:
        raise Refusal(
            "PUBLICITY_SHORTENED",
            _l("A publicity that has begun may be prolonged, not shortened."),
            field="publicity_ends_on",
        )
    notice.version += 1
    text = last.body if body is None else sections(body)
    _add_version(
        notice,
        title=title or last.title,
        body=sections(added or {}) + text,
        publicity_ends_on=ends_on,
        reason=reason,
        actor=actor,
    )
    audit.record(actor, "notice revised", notice, note=reason, facts=_facts(notice))
    return notice


def lodge_objection(
    notice: Notice, *, name: str, contact: str, text: str, organisation_id: int | None = None, actor
) -> Objection:
    """Object to a running publicity (公示期内提出异议); `actor` None is a named person on the public page.

    Refuses NO_PUBLICITY (this notice has none) and PUBLICITY_OVER (its last day is past).
    """
    if notice.publicity_ends_on is None:
        raise Refusal(
            "NO_PUBLICITY", _l("This notice has no publicity period, so no objection can be lodged against it here.")
        )
    if clock.today() > notice.publicity_ends_on:
        raise Refusal(
            "PUBLICITY_OVER",
            _l("The publicity ended on %(day)s; objections were accepted until then.", day=notice.publicity_ends_on),
        )
    objection = Objection(
        region_code=notice.region_code,
        notice_id=notice.id,
        reference=secrets.token_hex(10),
        organisation_id=organisation_id,
        name=name,
        contact=contact,
        text=text,
        state=ObjectionState.LODGED,
        lodged_at=clock.now(),
    )
    db.session.add(objection)
    db.session.flush()
    audit.record(actor, "objection lodged", objection, note=None if actor else notice.number)
    return objection


def answer_objection(objection: Objection, *, upheld: bool, answer: str, actor) -> Objection:
    """Answer an objection, once. Refuses CHECKER_IS_MAKER to whoever published a version of the notice."""
    objection = lock(Objection, objection.id)
    publishers = (
        sa.select(NoticeVersion.published_by_id)
        .filter_by(notice_id=objection.notice_id)
        .order_by(NoticeVersion.version)
    )
    refuse_same_person(actor, *db.session.scalars(publishers))
    move(objection, ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED, OBJECTION_MOVES)
    objection.answer, objection.answered_by_id, objection.answered_at = answer, actor.id, clock.now()
    db.session.flush()
    audit.record(actor, "objection answered", objection, note=answer)
    return objection


def _add_version(notice: Notice, *, title, actor, **columns) -> None:
    with force_locale(CHINESE):
        title = str(title)
    db.session.add(
        NoticeVersion(
            notice_id=notice.id,
            version=notice.version,
            title=title,
            published_at=clock.now(),
            published_by_id=actor and actor.id,
            **columns,
        )
    )
    db.session.flush()
    db.session.expire(notice, ["latest", "versions"])


def _facts(notice: Notice) -> dict:
    digest = hashlib.sha256(audit.canonical([notice.title, notice.latest.body]).encode()).hexdigest()
    return {
        "number": notice.number,
        "version": notice.version,
        "hash": digest,
        "publicity_ends_on": notice.publicity_ends_on,
    }


def _subject(subject) -> tuple[str | None, str | None]:
    if subject is None:
        return None, None
    return type(subject).__tablename__, "/".join(map(str, sa.inspect(subject).identity))
