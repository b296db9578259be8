"""What a document would cost in one region: the register is read once and compared over every stretch.

reckoned(document_id, region_code, as_of) -> [ReckonedCost]     not kept yet; the whole register comes last
"""

from datetime import date

from flask_babel import lazy_gettext as _l

from kernel.db import db
from kernel.jobs.progress import progress
from settlement.documents import queries as documents
from settlement.documents.models import Document
from settlement.forecast import figures, queries
from settlement.forecast.cost import STRETCHES, compare
from settlement.forecast.models import ReckonedCost
from settlement.forecast.register import opened


def reckoned(document_id: int, region_code: str, as_of: date) -> list[ReckonedCost]:
    """Under the terms of this moment, on the evidence of this moment."""
    document = db.session.get_one(Document, document_id)
    instead = queries.instead(document, region_code)
    new, old = documents.policy(document_id), instead and documents.policy(instead.id)
    register = opened(region_code, as_of)
    rows = []
    for done, stretch in enumerate(STRETCHES):
        progress(_l("Comparing the documents"), done, len(STRETCHES))
        rows.append(
            ReckonedCost(
                document_id=document_id,
                region_code=region_code,
                stretch=stretch,
                terms=queries.terms(document, instead),
                as_of=as_of,
                figures=figures.written(compare(register, old, new, as_of=as_of, stretch=stretch)),
            )
        )
    return rows
