"""What the page of one trainee says: every row with what became of it, what counts, and the next renewal."""

from dataclasses import dataclass
from datetime import date

from kernel import clock
from settlement.contracts.models import Employer, LabourContract, SubjectKind, Term
from settlement.contracts.present import Standing, rows_of
from settlement.contracts.renewal import next_is_open_ended
from settlement.documents import queries as documents
from settlement.policy.columns import KINDS, People
from settlement.policy.contract import Contract, Extension
from settlement.policy.entry import contract_columns
from settlement.policy.rule import evaluate
from settlement.rosters import present as rosters
from settlement.rosters.models import AppraisalResult, RosterLine, TrainingClass


@dataclass(frozen=True)
class Counts:
    """What the rule makes of the verified rows today: has a job, full years that count, and renewals to watch."""

    employed: bool
    years: int
    passed: bool
    renewals: list[tuple[Employer, str]]


def of(line: RosterLine) -> dict:
    rows = rows_of(line.id)
    sound = {kind: [row for row, standing in found if standing == Standing.VERIFIED] for kind, found in rows.items()}
    return {
        "line": line,
        "training_class": line.training_class,
        "rows": rows,
        "window": rosters.signing_window(line.training_class),
        "counts": counts(line, sound),
    }


def counts(line: RosterLine, sound: dict) -> Counts:
    """The rule over the verified rows of one trainee as of today, as if the appraisal were passed."""
    extensions = {row.contract_id: [] for row in sound[SubjectKind.CONTRACT]}
    for row in sorted(sound[SubjectKind.EXTENSION], key=lambda row: (row.signed_on, row.id)):
        extensions.setdefault(row.contract_id, []).append(row)
    endings = {row.contract_id: row for row in sound[SubjectKind.ENDING]}
    contracts = [_contract(row, extensions, endings) for row in sound[SubjectKind.CONTRACT]]
    result = rosters.appraisal_of(line.id)
    licences = [row.issued_on for row in sound[SubjectKind.LICENCE]]
    amounts = _evaluated(line.training_class, contracts, min(licences, default=None))
    return Counts(
        employed=bool(amounts.employed[0]),
        years=int(amounts.years[0]),
        passed=result is not None and result.result == AppraisalResult.PASSED,
        renewals=renewals(sound[SubjectKind.CONTRACT], extensions, endings),
    )


def _contract(row: LabourContract, extensions: dict, endings: dict) -> Contract:
    ending = endings.get(row.contract_id)
    because = None if ending is None or ending.because == "ordinary" else str(ending.because)
    agreed = tuple(Extension(each.signed_on, each.to_on) for each in extensions[row.contract_id])
    return Contract(str(row.employer_id), str(row.term), row.signed_on, row.from_on, row.to_on, agreed,
                    ending and ending.ended_on, because)  # fmt: skip


def _evaluated(of: TrainingClass, contracts: list[Contract], licence_on: date | None):
    """A person who passed, in a class whose counts reach no band: only what the contracts come to is asked."""
    policy = documents.policy(of.document_id)
    facts = {"licence_on": licence_on} if licence_on else {}
    people = People.build(
        1, kind=KINDS.index(str(of.kind)), base_fen=of.standard_fen, class_opened=of.opened_on, class_ended=of.ended_on,
        class_passed=1, class_employed=1, passed=True, as_of=max(clock.today(), of.ended_on), **facts,
    )  # fmt: skip
    return evaluate(policy, people, *contract_columns([contracts]))


def renewals(contracts: list[LabourContract], extensions: dict, endings: dict) -> list[tuple[Employer, str]]:
    """[(employer, article)] of running fixed contracts whose next renewal is open-ended if the worker asks."""
    found, by_employer = [], {}
    for row in contracts:
        if row.term == Term.FIXED:
            by_employer.setdefault(row.employer_id, []).append(row)
    for rows in by_employer.values():
        steps = [step for row in rows for step in _steps(row, extensions[row.contract_id])]
        article = next_is_open_ended([(row.signed_on, row.to_on) for row in rows], steps)
        if article and any(row.contract_id not in endings for row in rows):
            found.append((rows[0].employer, article))
    return found


def _steps(row: LabourContract, extensions: list) -> list[tuple[date, date, date]]:
    steps, last = [], row.to_on
    for each in extensions:
        steps.append((each.signed_on, last, each.to_on))
        last = each.to_on
    return steps
