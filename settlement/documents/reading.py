"""From the form to a policy document, and from a document back into the form."""

import json
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from kernel.money import plain_yuan
from kernel.refusals import Refusal
from settlement.documents.models import Document, DocumentCost, Kind
from settlement.documents.refused import as_refusal
from settlement.policy.document import PolicyDocument
from settlement.policy.loading import load_document
from settlement.policy.refusals import PolicyRefusal

FIELDS = {
    "in_force.to": "in_force_to", "in_force": "in_force_from", "document": "number", "title": "title",
    "standards": "standards",
    "uplift.skill": "uplift_skill", "uplift.startup": "uplift_startup", "extension_per_year": "extension_per_year",
    "options.bands": "bands", "options.licence_uplift": "licence_uplift", "options.no_job": "no_job_percent",
    "options.fail": "fail_percent",
}  # fmt: skip
WORDS = ("extension_mode", "years_count", "task_based", "repeat_rule", "clawback")


def read_form(form, region_code: str) -> tuple[PolicyDocument, list[DocumentCost]]:
    """The checked document and its cost table; refuses what the rule does, a standard twice, a kind left out."""
    rows = [entry.form for entry in form.standards if not entry.form.is_blank]
    costs = [_cost(row) for row in rows]
    try:
        return load_document(_mapping(form, rows, region_code)), costs
    except PolicyRefusal as refused:
        raise as_refusal(refused, fields=FIELDS) from refused


def _mapping(form, rows: list, region_code: str) -> dict:
    return {
        "document": form.number.data, "title": form.title.data, "region": region_code,
        "in_force": {"from": form.in_force_from.data, "to": form.in_force_to.data},
        "standards": {kind.value: _table(rows, kind) for kind in Kind},
        "uplift": {"skill": form.uplift_skill.plain, "startup": form.uplift_startup.plain},
        "extension_per_year": form.extension_per_year.plain,
        "options": _options(form),
    }  # fmt: skip


def _table(rows: list, kind: Kind) -> dict[str, str]:
    table: dict[str, str] = {}
    for row in rows:
        if row.kind.data == kind and row.key in table:
            raise Refusal(
                "STANDARD_TWICE", _l("The standard %(key)s stands twice in the table.", key=row.key), field="standards"
            )
        if row.kind.data == kind:
            table[row.key] = row.standard.plain
    if not table:
        raise Refusal(
            "STANDARD_MISSING", _l("There is no standard for “%(kind)s”.", kind=kind.label), field="standards"
        )
    return table


def _options(form) -> dict:
    bands = [{"at_least": band.form.at_least.plain, "pay": band.form.pay.plain} for band in form.bands
             if band.form.at_least.plain or band.form.pay.plain]  # fmt: skip
    return {name: form[name].data for name in WORDS} | {
        "no_job_percent": form.no_job_percent.plain, "fail_percent": form.fail_percent.plain, "bands": bands,
        "signing_window": {"from": form.window_from.data, "months": form.window_months.data},
        "max_years": form.max_years.data, "licence_uplift": form.licence_uplift.plain,
        "open_ended": form.open_ended_years.data if form.open_ended.data == "years" else form.open_ended.data,
    }  # fmt: skip


def _cost(row) -> DocumentCost:
    return DocumentCost(
        kind=Kind(row.kind.data), key=row.key, trade_name=row.trade_name.data or None, training_fen=row.training.fen,
        appraisal_fen=row.appraisal.fen, source=row.source.data,
    )  # fmt: skip


def form_values(document: Document) -> dict:
    """What the form shows of a draft, under the names of its fields."""
    said = json.loads(document.content)
    chosen = said["options"]
    open_ended = chosen["open_ended"]
    return {name: chosen[name] for name in WORDS} | {
        "number": document.number, "title": document.title, "in_force_from": document.in_force_from,
        "in_force_to": document.in_force_to, "supersedes": document.supersedes_id,
        "standards": [*_standard_rows(document, said), *({} for _ in range(4))],
        "uplift_skill": said["uplift"]["skill"], "uplift_startup": said["uplift"]["startup"],
        "extension_per_year": said["extension_per_year"], "no_job_percent": chosen["no_job_percent"],
        "fail_percent": chosen["fail_percent"], "bands": chosen["bands"] + [{}],
        "window_from": chosen["signing_window"]["from"], "window_months": chosen["signing_window"]["months"],
        "max_years": chosen["max_years"], "licence_uplift": chosen["licence_uplift"],
        "open_ended": "years" if isinstance(open_ended, int) else open_ended,
        "open_ended_years": open_ended if isinstance(open_ended, int) else None,
    }  # fmt: skip


def _standard_rows(document: Document, said: dict) -> Iterator[dict]:
    for cost in document.costs:
        head, _, group = cost.key.partition("@")
        trade, _, level = head.partition("/")
        yield {
            "kind": cost.kind.value, "trade": "" if trade == "*" else trade, "trade_name": cost.trade_name,
            "level": level, "group": group, "standard": said["standards"][cost.kind][cost.key],
            "training": plain_yuan(cost.training_fen), "appraisal": plain_yuan(cost.appraisal_fen),
            "source": cost.source,
        }  # fmt: skip
