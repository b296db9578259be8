"""Invented trainees and the files that an institution would hand in about them."""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from stdnum.cn import ric

from settlement.demo.cast import EMPLOYERS, GIVEN, SURNAMES, credit_code
from settlement.persons.groups import Group
from settlement.rosters.cells import chinese_words


class Trainee(NamedTuple):
    name: str
    number: str
    group: Group
    benefit_from: date | None = None


class Job(NamedTuple):
    """One labour contract; `term` in the words of the file."""

    trainee: Trainee
    employer: tuple[str, str]
    term: str
    signed_on: date
    from_on: date
    to_on: date | None


def invented(dice: random.Random) -> Iterator[Trainee]:
    """Trainees without end, no citizen number twice; every check digit is right."""
    given: set[str] = set()
    while True:
        born = date(1970, 1, 1) + timedelta(days=dice.randrange(33 * 365))
        place = dice.choice(("150102", "150103", "150105", "150121", "150203", "150204", "150207", "150221"))
        head = f"{place}{born:%Y%m%d}{dice.randrange(1000):03d}"
        if head in given:
            continue
        given.add(head)
        group = dice.choice(list(Group)[:6])
        benefit = date(2025, 12, 1) if group == Group.UNEMPLOYED and dice.random() < 0.2 else None
        yield Trainee(
            dice.choice(SURNAMES) + dice.choice(GIVEN), head + ric.calc_check_digit(head + "0"), group, benefit
        )


def roster_file(people: Sequence[Trainee]) -> bytes:
    words = {group: word for word, group in chinese_words(Group).items()}
    rows = [
        (
            each.name,
            each.number,
            "",
            words[each.group],
            each.benefit_from or "",
            "2026-11-30" if each.benefit_from else "",
        )
        for each in people
    ]
    return _csv(("姓名", "公民身份号码", "联系电话", "人员类别", "失业金起", "失业金止"), rows)


def appraisal_file(people: Sequence[Trainee], passed: int, on: date) -> bytes:
    """The first `passed` of them passed."""
    rows = [
        (each.name, each.number, "合格" if at < passed else "不合格", on, f"ZS{on:%Y%m}{at:04d}" if at < passed else "")
        for at, each in enumerate(people)
    ]
    return _csv(("姓名", "公民身份号码", "考核结果", "考核日期", "证书编号"), rows)


def contract_file(jobs: Sequence[Job]) -> bytes:
    rows = [
        (job.trainee.name, job.trainee.number, job.employer[1], credit_code(job.employer[0]), job.term, job.signed_on,
         job.from_on, job.to_on or "")
        for job in jobs
    ]  # fmt: skip
    return _csv(
        ("姓名", "公民身份号码", "用人单位", "统一社会信用代码", "合同类型", "签订日期", "起始日期", "终止日期"), rows
    )


def jobs(people: Sequence[Trainee], begins: date, dice: random.Random) -> list[Job]:
    """Contracts of every kind, one a person: a year, half a year, two and three years, open-ended, for a task."""
    kinds = (("固定期限", 12), ("固定期限", 12), ("固定期限", 6), ("固定期限", 24), ("固定期限", 36), ("无固定期限", 0),
             ("以完成一定工作任务为期限", 0), ("固定期限", 12))  # fmt: skip
    made = []
    for at, each in enumerate(people):
        term, months = kinds[at % len(kinds)]
        signed = begins + timedelta(days=dice.randrange(10))
        made.append(Job(each, dice.choice(EMPLOYERS), term, signed, signed, _last(signed, months) if months else None))
    return made


def _last(first: date, months: int) -> date:
    """The day before the same day so many months later; no contract here begins after the 28th."""
    year, month = divmod(first.month - 1 + months, 12)
    return date(first.year + year, month + 1, first.day) - timedelta(days=1)


def _csv(headers: Sequence[str], rows: Sequence[tuple]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return text.getvalue().encode()
