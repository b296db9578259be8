"""Awards of earlier tenders, entered from paper by two people."""

from datetime import date

from kernel.db import db
from kernel.money import fen
from settlement.demo.stage import Stage
from tendering.awards import service as awards
from tendering.awards.models import Award
from tendering.tenders.models import LotKind

PAPER = (
    ("gangcheng", LotKind.SKILL, "6-04-01-02", "4", "800.00"),
    ("luyuan", LotKind.SKILL, "5-03-02-01", "4", "800.00"),
    ("jiuyuan", LotKind.SKILL, "5-03-01-01", "4", "920.00"),
)


def from_paper(stage: Stage) -> None:
    """Baotou tendered on paper in 2025; its awards are entered by one officer and confirmed by another."""
    with stage.at(date(2026, 1, 12)):
        for school, kind, trade, level, standard in PAPER:
            made = awards.enter(
                region_code=stage.home(school),
                organisation_id=stage.rows[school, "organisation"],
                title="2025年包头市职业技能培训机构招标",
                document="包人社招〔2025〕9号中标通知书",
                decided_on=date(2025, 12, 22),
                kind=kind,
                seats=150,
                standard_fen=fen(standard),
                trade_code=trade,
                level=level,
                actor=stage.user(stage.home(school), "labour"),
            )
            stage.rows[school, "award"] = made.id
    with stage.at(date(2026, 1, 13)):
        for school, *_ in PAPER:
            awards.confirm(
                db.session.get_one(Award, stage.rows[school, "award"]), actor=stage.user(stage.home(school), "reviewer")
            )
