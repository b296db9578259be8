"""Second scene: classes under the awards, their rosters, appraisals, labour contracts and what became of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from kernel.db import db
from settlement.contracts import service as contracts
from settlement.contracts import verify_service
from settlement.contracts.files import read_contracts
from settlement.contracts.import_service import import_contracts
from settlement.contracts.models import Because, Ending, Extension, LabourContract, Licence, Outcome, SubjectKind, Term
from settlement.demo import trainees
from settlement.demo.cast import BAOTOU, EMPLOYERS, HOHHOT, credit_code
from settlement.demo.ground import SCAN
from settlement.demo.stage import Stage
from settlement.rosters import appraisal_service, lines_service, present
from settlement.rosters import service as rosters
from settlement.rosters.files import read_appraisals, read_roster
from settlement.rosters.models import RosterLine, TrainingClass

PAPER = contracts.Paper(SCAN, "劳动合同.pdf")
SPRING, SUMMER, AUTUMN = "spring", "summer", "autumn"
TERMS = {SPRING: (date(2026, 2, 24), date(2026, 4, 30)), SUMMER: (date(2026, 6, 8), date(2026, 7, 24)),
         AUTUMN: (date(2026, 9, 21), date(2026, 11, 20))}  # fmt: skip


class Course(NamedTuple):
    """A class to be held: whose, when, for how many, how many pass and how many find work."""

    region_code: str
    school: str
    term: str
    people: int
    passed: int
    employed: int


COURSES = (
    Course(HOHHOT, "qingcheng", SPRING, 50, 47, 36), Course(HOHHOT, "caoyuan", SPRING, 45, 41, 30),
    Course(HOHHOT, "tumd", SPRING, 40, 38, 24), Course(HOHHOT, "chilechuan", SPRING, 40, 40, 22),
    Course(BAOTOU, "gangcheng", SPRING, 50, 46, 35), Course(BAOTOU, "luyuan", SPRING, 45, 43, 29),
    Course(BAOTOU, "jiuyuan", SPRING, 40, 36, 20),
    Course(HOHHOT, "qingcheng", SUMMER, 50, 48, 38), Course(HOHHOT, "caoyuan", SUMMER, 45, 42, 31),
    Course(HOHHOT, "tumd", SUMMER, 40, 39, 26), Course(HOHHOT, "chilechuan", SUMMER, 35, 35, 20),
    Course(BAOTOU, "gangcheng", SUMMER, 50, 47, 36), Course(BAOTOU, "luyuan", SUMMER, 40, 38, 27),
    Course(BAOTOU, "jiuyuan", SUMMER, 40, 37, 22), Course(HOHHOT, "qingcheng", AUTUMN, 40, 0, 0),
)  # fmt: skip


def spring(stage: Stage) -> None:
    """Classes of spring: open and enrol, verify; after the end appraise and complete; then the contracts."""
    stage.rows["people"] = trainees.invented(stage.dice)
    _term(stage, SPRING)


def summer(stage: Stage) -> None:
    """The same in summer."""
    _term(stage, SUMMER)


def autumn(stage: Stage) -> None:
    """A class that is still being held when the demonstration opens."""
    _term(stage, AUTUMN)


def _term(stage: Stage, term: str) -> None:
    opened_on, ended_on = TERMS[term]
    courses = [course for course in COURSES if course.term == term]
    for course in courses:
        stage.rows[course] = list(islice(stage.rows["people"], course.people))
    if term == SUMMER:
        _one_person_twice(stage)
    with stage.at(opened_on - timedelta(days=4)):
        for course in courses:
            _open(stage, course, opened_on, ended_on)
    with stage.at(opened_on - timedelta(days=1)):
        for course in courses:
            rosters.verify(_class(stage, course), note=None, actor=stage.user(course.region_code, "labour2"))
    if term != AUTUMN:
        _after(stage, courses, ended_on)


def _one_person_twice(stage: Stage) -> None:
    """Somebody who trained in Hohhot in spring enrols in Baotou in summer: the second grant is held (REPEAT)."""
    spring, summer = (
        COURSES[0],
        next(course for course in COURSES if course.school == "gangcheng" and course.term == SUMMER),
    )
    stage.rows[summer][0] = stage.rows[spring][0]


def _class(stage: Stage, course: Course) -> TrainingClass:
    return db.session.get_one(TrainingClass, stage.rows[course, "class"])


def _open(stage: Stage, course: Course, opened_on: date, ended_on: date) -> None:
    actor = stage.user(course.region_code, course.school)
    opened = rosters.open_class(
        award_id=stage.rows[course.school, "award"],
        seats=course.people,
        opened_on=opened_on,
        ended_on=ended_on,
        place="第二实训楼",
        actor=actor,
    )
    stage.rows[course, "class"] = opened.id
    file = read_roster(trainees.roster_file(stage.rows[course]), "花名册.csv")
    lines_service.import_lines(opened, file, actor=actor)
    rosters.submit(opened, actor=actor)


def _after(stage: Stage, courses: Sequence[Course], ended_on: date) -> None:
    with stage.at(ended_on + timedelta(days=5)):
        for course in courses:
            file = trainees.appraisal_file(stage.rows[course], course.passed, ended_on)
            officer = stage.user(course.region_code, "labour")
            appraisal_service.import_appraisals(
                _class(stage, course), read_appraisals(file, "考核结果.csv"), actor=officer
            )
            rosters.complete(_class(stage, course), actor=officer)
    with stage.at(ended_on + timedelta(days=25)):
        for course in courses:
            _employ(stage, course, ended_on + timedelta(days=6))
    with stage.at(ended_on + timedelta(days=30)):
        for course in courses:
            _verify_all(stage, course)


def _employ(stage: Stage, course: Course, begins: date) -> None:
    """Contracts from one file; start-up trainees also get business licences."""
    training_class, actor = _class(stage, course), stage.user(course.region_code, course.school)
    hired = trainees.jobs(stage.rows[course][: course.employed], begins.replace(day=min(begins.day, 15)), stage.dice)
    file = read_contracts(trainees.contract_file(hired), "劳动合同.csv")
    import_contracts(training_class, file, paper=PAPER, actor=actor)
    if course.school == "chilechuan":
        for line in present.current_lines(training_class.id)[course.employed : course.employed + 8]:
            contracts.record_licence(
                line, issued_on=begins, number=f"91150104MA0{line.id:07d}", paper=PAPER, actor=actor
            )


def _verify_all(stage: Stage, course: Course) -> None:
    training_class, officer = _class(stage, course), stage.user(course.region_code, "labour")
    lines = db.select(RosterLine.id).filter_by(class_id=training_class.id)
    for kind, model in ((SubjectKind.CONTRACT, LabourContract), (SubjectKind.LICENCE, Licence)):
        found = db.session.scalars(db.select(model.id).where(model.line_id.in_(lines)).order_by(model.id))
        verify_service.verify_all([(kind, each) for each in found], outcome=Outcome.VERIFIED, actor=officer)


def turns_of_fortune(stage: Stage) -> None:
    """September: some contracts are extended by a year, some end early, one by the employer's fault."""
    with stage.at(date(2026, 9, 22)):
        made = [_turn(stage, region_code) for region_code in (HOHHOT, BAOTOU)]
    with stage.at(date(2026, 9, 25)):
        for region_code, rows in zip((HOHHOT, BAOTOU), made, strict=True):
            officer = stage.user(region_code, "labour")
            verify_service.verify_all(rows, outcome=Outcome.VERIFIED, actor=officer)


def late_october(stage: Stage) -> None:
    """Before October's cut-off: people of the summer classes find work."""
    with stage.at(date(2026, 10, 28), "14:00"):
        made = [(region_code, _find_work(stage, region_code)) for region_code in (HOHHOT, BAOTOU)]
    with stage.at(date(2026, 10, 29)):
        for region_code, rows in made:
            verify_service.verify_all(rows, outcome=Outcome.VERIFIED, actor=stage.user(region_code, "labour"))


def _find_work(stage: Stage, region_code: str) -> list[tuple[SubjectKind, int]]:
    """Of every summer class up to six more sign for a year or two; the seventh is recorded but not verified yet."""
    rows = []
    for course in (each for each in COURSES if each.region_code == region_code and each.term == SUMMER):
        actor = stage.user(region_code, course.school)
        lines = present.current_lines(stage.rows[course, "class"])[course.employed : course.passed]
        for at, line in enumerate(lines[:7]):
            code, name = stage.dice.choice(EMPLOYERS)
            last = date(2027 + at % 2, 10, 25)
            terms = contracts.Terms(credit_code(code), name, Term.FIXED, date(2026, 10, 20), date(2026, 10, 26), last)
            rows.append((SubjectKind.CONTRACT, contracts.record(line, terms, paper=PAPER, actor=actor).id))
        rows.pop()
    return rows


def _turn(stage: Stage, region_code: str) -> list[tuple[SubjectKind, int]]:
    """Eight extensions and four endings of spring contracts; ids as `verify_all` takes them."""
    course = next(course for course in COURSES if course.region_code == region_code)
    actor = stage.user(region_code, course.school)
    query = (
        db.select(LabourContract)
        .join(RosterLine, RosterLine.id == LabourContract.line_id)
        .where(RosterLine.class_id == stage.rows[course, "class"], LabourContract.term == Term.FIXED)
        .order_by(LabourContract.id)
    )
    yearly = [each for each in db.session.scalars(query) if each.to_on.year == each.from_on.year + 1]
    rows: list[Extension | Ending] = []
    for contract in yearly[:8]:
        last = contract.to_on.replace(year=contract.to_on.year + 1)
        rows.append(contracts.extend(contract, signed_on=date(2026, 9, 20), to_on=last, paper=PAPER, actor=actor))
    for contract, because in zip(
        yearly[8:12], (Because.RESIGNATION, Because.RESIGNATION, Because.EMPLOYER_FAULT, Because.AGREEMENT), strict=True
    ):
        rows.append(contracts.end(contract, ended_on=date(2026, 9, 15), because=because, paper=PAPER, actor=actor))
    return [(SubjectKind.EXTENSION if isinstance(row, Extension) else SubjectKind.ENDING, row.id) for row in rows]
