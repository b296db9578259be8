"""Every option of a policy document in words: the choices of the form, and the sentences of the page (policy.md)."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from kernel.formats import percent, yuan
from settlement.persons.groups import Group
from settlement.policy.document import PolicyDocument

WINDOW_FROM = [("class_opening", _l("the day the class opens")), ("class_end", _l("the last day of the class"))]
EXTENSION_MODE = [
    ("term", _l("Full years from the first day of the contracts to their latest day")),
    ("event", _l("Each contract and each extension by itself")),
]
YEARS_COUNT = [("signed", _l("Once they are signed")), ("served", _l("Once they have been worked"))]
OPEN_ENDED = [
    ("served", _l("One year at once, then as much as was served")),
    ("years", _l("A fixed number of years at once")),
    ("none", _l("Not counted")),
]
TASK_BASED = [("none", _l("Not counted")), ("served", _l("What was served"))]
REPEAT_RULE = [
    ("once_per_kind_per_year", _l("Once per kind of training in a calendar year")),
    ("one_per_year", _l("Once in a calendar year, whatever the kind")),
    ("once", _l("Once in a lifetime")),
    ("max_three", _l("Three times at most")),
]
CLAWBACK = [("propose", _l("A recovery is proposed")), ("none", _l("Nothing is taken back"))]


def readable(document: PolicyDocument) -> list[tuple[str, str]]:
    """[(what, what the document says)], every option of the page in its order, in the reader's language."""
    return [
        (gettext("Passed, without a job"), _share(document.no_job_percent)),
        (gettext("Appraisal failed"), _share(document.fail_percent)),
        (gettext("Bands of the class's employment"), bands(document)),
        (gettext("A contract or licence counts when signed"), window(document)),
        (gettext("How years are counted"), _said(EXTENSION_MODE, document.extension_mode)),
        (gettext("Years count"), _said(YEARS_COUNT, document.years_count)),
        (gettext("Most years counted"), gettext("No limit") if document.max_years is None else str(document.max_years)),
        (gettext("Open-ended contracts"), open_ended(document)),
        (gettext("Contracts until a task is done"), _said(TASK_BASED, document.task_based)),
        (gettext("A business licence adds at least"), yuan(document.licence_uplift_fen)),
        (gettext("How often one person is subsidised"), _said(REPEAT_RULE, document.repeat_rule)),
        (gettext("When less is due than was paid"), _said(CLAWBACK, document.clawback)),
    ]  # fmt: skip


def _share(hundredths: int) -> str:
    return gettext("%(share)s of the standard", share=percent(hundredths))


def bands(document: PolicyDocument) -> str:
    if not document.bands:
        return gettext("None: each person is paid by their own result")
    said = [
        gettext("from %(edge)s employed: %(pay)s", edge=percent(band.at_least), pay=percent(band.pay))
        for band in document.bands
    ]
    return gettext("%(bands)s; below: nothing", bands=gettext("; ").join(said))


def window(document: PolicyDocument) -> str:
    return gettext(
        "from %(start)s to %(months)s months after the last day of the class, both included",
        start=_said(WINDOW_FROM, document.window_from), months=document.window_months,
    )  # fmt: skip


def open_ended(document: PolicyDocument) -> str:
    if isinstance(document.open_ended, int):
        return gettext("%(years)s years at once", years=document.open_ended)
    return _said(OPEN_ENDED, document.open_ended)


def key_words(key: str) -> tuple[str, str, str]:
    """(trade or "all", level, group) of a look-up key, in words."""
    head, _, group = key.partition("@")
    trade, _, level = head.partition("/")
    return (gettext("All trades") if trade == "*" else trade, level or "—",
            str(Group(group).label) if group in list(Group) else group or "—")  # fmt: skip


def _said(choices, value: str) -> str:
    return str(dict(choices)[value])
