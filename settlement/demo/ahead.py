"""Last scene: drafts of next year's documents wait for finance, and what lies ahead is reckoned."""

import json
from datetime import date

from kernel import clock
from settlement.demo.cast import BAOTOU, HOHHOT
from settlement.demo.stage import Stage
from settlement.documents import service as documents
from settlement.documents.models import Document, DocumentCost, Kind
from settlement.documents.queries import in_force
from settlement.forecast.jobs import RECKON, RECKON_COSTS
from settlement.policy import load_document

SKILL, STARTUP = Kind.SKILL, Kind.STARTUP
DRAFTS = {  # number, standards that change, options that change
    HOHHOT: (
        "呼人社发〔2026〕52号",
        {SKILL: {"5-03-01-01/5": "900.00", "5-03-01-01/4": "1000.00", "*": "900.00"}, STARTUP: {"*": "1200.00"}},
        {"max_years": 2},
    ),
    BAOTOU: ("包人社发〔2026〕39号", {}, {"no_job_percent": "60.00", "years_count": "served"}),
}


def next_years_documents(stage: Stage) -> None:
    """Hohhot pays more and counts fewer years; Baotou pays less without a job, and years once they are served."""
    with stage.at(date(2026, 10, 30)):
        for region_code in DRAFTS:
            old = in_force(region_code, clock.today())
            policy = load_document(_changed(json.loads(old.content), *DRAFTS[region_code]))
            documents.draft(
                policy=policy,
                costs=[_cost(old, kind, key, fen) for kind in Kind for key, fen in policy.standards[kind].items()],
                supersedes_id=old.id,
                actor=stage.user(region_code, "labour"),
            )


def _changed(said: dict, number: str, standards: dict, options: dict) -> dict:
    return said | {
        "document": number,
        "in_force": {"from": date(2027, 1, 1), "to": None},
        "standards": {kind: table | standards.get(kind, {}) for kind, table in said["standards"].items()},
        "options": said["options"] | options,
    }


def _cost(old: Document, kind: Kind, key: str, standard_fen: int) -> DocumentCost:
    before = next(cost for cost in old.costs if (cost.kind, cost.key) == (kind, key))
    return DocumentCost(
        kind=kind,
        key=key,
        trade_name=before.trade_name,
        training_fen=standard_fen - before.appraisal_fen,
        appraisal_fen=before.appraisal_fen,
        source=before.source,
    )


def reckoned(stage: Stage) -> None:
    """What the schedule will do every day."""
    with stage.at(clock.today()):
        for job in (RECKON, RECKON_COSTS):
            for key in job.due():
                job.run(key, job.prepare(key))
