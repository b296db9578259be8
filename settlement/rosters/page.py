"""What the page of a class says: its steps, figures and files."""

from flask_babel import gettext as _

from kernel import audit
from kernel.formats import instant, whole
from settlement.rosters import present
from settlement.rosters.models import AppraisalResult, ClassState, TrainingClass

ORDER = (ClassState.OPEN, ClassState.SUBMITTED, ClassState.VERIFIED, ClassState.COMPLETED)


def trade_words(training_class: TrainingClass) -> str:
    """`焊工 4级`; start-up training has neither trade nor level."""
    level = _("level %(level)s", level=training_class.level) if training_class.level else ""
    return f"{training_class.trade_name} {level}".strip()


def of(training_class: TrainingClass) -> dict:
    lines = present.current_lines(training_class.id)
    results = present.standing_appraisals(training_class.id)
    return {
        "training_class": training_class,
        "trade": trade_words(training_class),
        "results": results,
        "steps": steps(training_class),
        "figures": figures(training_class, [results.get(line.id) for line in lines]),
        "window": present.signing_window(training_class),
        "removed": present.removed_lines(training_class.id),
        "imports": present.imports(training_class.id),
        "history": audit.history(training_class),
    }


def steps(c: TrainingClass) -> list[tuple]:
    """[(label, who, when, status)] for the step bar."""
    if c.state == ClassState.CANCELLED:
        return [
            (_("Class opened"), c.opened_by.name, instant(c.opened_at), "done"),
            (_("Cancelled"), None, None, "refused"),
        ]
    submitted = c.submitted_by.name if c.submitted_by else c.organisation.name
    verified = c.verified_by.name if c.verified_by else _("labour department")
    rows = [
        (_("Class opened"), c.opened_by.name, instant(c.opened_at)),
        (_("Roster submitted"), submitted, instant(c.submitted_at) if c.submitted_at else None),
        (_("Roster verified"), verified, instant(c.verified_at) if c.verified_at else None),
        (_("Appraised and completed"), _("labour department"), None),
    ]
    done = ORDER.index(c.state) + 1
    return [(*row, "done" if at < done else "now" if at == done else "next") for at, row in enumerate(rows)]


def figures(c: TrainingClass, results: list) -> list[tuple]:
    passed = sum(result is not None and result.result == AppraisalResult.PASSED for result in results)
    without = sum(result is None for result in results)
    return [
        (f"{whole(len(results))} / {whole(c.seats)}", _("on the roster, of the seats"), None),
        (whole(passed), _("passed"), "green" if passed else None),
        (whole(len(results) - passed - without), _("failed"), None),
        (whole(without), _("without a result"), "amber" if without else None),
    ]
