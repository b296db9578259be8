"""What policy documents ask of the desk."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds
from kernel.desk import Panel, Todo
from settlement.documents import queries


def to_countersign(user) -> Panel | None:
    """Drafts that the user, of the finance department and not their drafter, may countersign."""
    if not holds("document:countersign", user):
        return None
    waiting = [
        document for document in queries.waiting_for_finance(user.region_code) if document.drafted_by_id != user.id
    ]
    return Panel(todos=[
        Todo(_l("Countersign a policy document"), f"{document.number} {document.title}",
             url_for("documents.show", document_id=document.id), "内政发〔2008〕107号 六")
        for document in waiting
    ])  # fmt: skip
