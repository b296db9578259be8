"""What awards put on desks."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds
from kernel.desk import Panel, Todo
from tendering.awards import queries
from tendering.awards.models import Award
from tendering.evaluation import queries as evaluation
from tendering.tenders import queries as tenders


def proposals(user) -> Panel | None:
    """Evaluated tenders whose award is to be proposed, by the last day to decide."""
    if not holds("award:propose", user):
        return None
    todos = [
        Todo(
            _l("Propose the award"),
            tender.title,
            url_for("awards.tender", tender_id=tender.id),
            tenders.rule_set_of(tender)["decide"].source,
            queries.decide_by(tender),
        )
        for tender in queries.to_award(user)
        if not evaluation.is_evaluator(tender.id, user.id)
    ]
    return Panel(todos=todos)


def decisions(user) -> Panel | None:
    """Awards a second person may make final, each tender once; paper ones to confirm."""
    if not holds("award:decide", user):
        return None
    paper = [award for award in queries.to_decide(user) if award.tender.is_paper]
    publicised = {award.tender_id: award for award in queries.to_decide(user) if award.publicity_ends_on}
    return Panel(todos=[*map(_paper, paper), *map(_publicised, publicised.values())])


def _paper(award: Award) -> Todo:
    return Todo(
        _l("Confirm an award from paper"), award.tender.title, url_for("awards.show", award_id=award.id), award.document
    )


def _publicised(award: Award) -> Todo:
    source = tenders.rule_set_of(award.tender)["standstill"].source
    return Todo(
        _l("Decide the award"),
        award.tender.title,
        url_for("awards.tender", tender_id=award.tender_id),
        source,
        award.publicity_ends_on,
    )
