"""One population written as rows of the real schema; every row of evidence takes the next number of its region."""

import numpy as np

from bench import earlier
from bench.bulk import Loader
from bench.population import (
    AT_ONCE,
    BECAUSE,
    GROUPS,
    KINDS,
    LEVELS,
    NEVER,
    NEW,
    NO_DAY,
    OLD,
    REFUSED,
    TERMS,
    TRADES,
    Population,
)

RECORDED = ("2026-06-25 01:00:00.000000", "2026-09-30 01:00:00.000000")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
NAMES = [surname + given for surname in SURNAMES for given in GIVEN]


class Writer:
    """`people()`, `classes(base)`, then `stage(OLD)` and `stage(NEW)` with what the earlier run did in between."""

    def __init__(self, path, ground: list[dict], made: Population):
        self.loader, self.ground, self.made = Loader(path), ground, made
        self.codes = [region["code"] for region in ground]
        found = dict(self.loader.connection.execute("SELECT region_code, last FROM region_sequences"))
        self.last = np.array([found.get(code, 0) for code in self.codes], dtype=np.int64)
        self.officers = np.array([region["users"]["labour_officer"] for region in ground])
        self.verifiers = np.array([region["users"]["labour_reviewer"] for region in ground])
        schools = np.array([[each["organisation"] for each in region["institutions"]] for region in ground])
        self.organisation = schools[made.classes.region, made.classes.school]  # of each class
        self.verified = 0

    def number(self, region: np.ndarray) -> np.ndarray:
        """The next number of each row's region, in the order of the rows."""
        order = np.argsort(region, kind="stable")
        counts = np.bincount(region, minlength=len(self.codes))
        start = np.cumsum(counts) - counts
        taken = np.empty(len(region), dtype=np.int64)
        taken[order] = self.last[region[order]] + np.arange(len(region)) - start[region[order]] + 1
        self.last += counts
        return taken

    def evidence(self, table: str, ids, region, *, at: str, by: np.ndarray, **columns) -> None:
        if len(ids):
            self.loader.insert(
                table, id=ids, region_code=(region, self.codes), seq=self.number(region), recorded_at=at,
                recorded_by_id=by[region], **columns,
            )  # fmt: skip

    def people(self) -> None:
        """Persons with the region that knew them first, and those whom another region knows too."""
        count, employers = self.made.people, range(1, self.made.employers + 1)
        lines, first = self.made.lines, np.empty(self.made.people, dtype=np.int64)
        first[lines.person[::-1]] = lines.region[::-1]
        self.loader.insert(
            "persons", id=np.arange(1, count + 1), number_index=[f"{number:064x}" for number in range(count)],
            number=self.ground[0]["number"], first_region_code=(first, self.codes),
        )  # fmt: skip
        known = np.unique(np.stack((lines.person, lines.region)), axis=1)
        in_two = np.isin(known[0], known[0][1:][known[0][1:] == known[0][:-1]])
        self.loader.insert(
            "persons_elsewhere", person_id=known[0][in_two] + 1, region_code=(known[1][in_two], self.codes)
        )
        self.loader.insert(
            "employers", id=list(employers), code=[f"E{number:017d}" for number in employers],
            name=[f"蒙能电力检修公司{number}" for number in employers],
        )  # fmt: skip

    def classes(self, base: np.ndarray) -> None:
        of, count = self.made.classes, len(self.made.classes.size)
        awards = [[[each[kind] for kind in KINDS] for each in region["institutions"]] for region in self.ground]
        documents = np.array([each["id"] for region in self.ground for each in region["documents"]])
        names = [*(name for _, name in TRADES), "创业培训"]
        self.loader.insert(
            "classes", id=np.arange(1, count + 1), region_code=(of.region, self.codes), seats=of.size + 5,
            organisation_id=self.organisation, award_id=np.array(awards)[of.region, of.school, of.kind],
            document_id=documents[earlier.documents(of)], number=[f"B{number:07d}" for number in range(count)],
            kind=(of.kind, KINDS), trade_code=(of.trade, [code for code, _ in TRADES]),
            trade_name=(np.where(of.trade < 0, len(TRADES), of.trade), names), level=(of.level, LEVELS),
            standard_fen=base[np.searchsorted(self.made.lines.of, range(count))], place="培训楼", state="completed",
            opened_on=of.opened, ended_on=of.ended, opened_by_id=self.officers[of.region], opened_at=RECORDED[OLD],
        )  # fmt: skip

    def stage(self, stage: int) -> None:
        """Everything recorded before, respectively after, the earlier run, in the order in which it comes."""
        self._rosters(stage)
        self._results(stage)
        self._employment(stage)

    def _rosters(self, stage: int) -> None:
        lines, classes = self.made.lines, self.made.classes
        row = np.flatnonzero(lines.stage == stage)
        of, region = lines.of[row], lines.region[row]
        begins = np.where(lines.benefit[row], classes.opened[of] - 30, NO_DAY)
        self.evidence(
            "roster_lines", row + 1, region, at=RECORDED[stage], by=self.officers, class_id=of + 1,
            organisation_id=self.organisation[of], person_id=lines.person[row] + 1, occurrence=0,
            name=(lines.name[row], NAMES), position=lines.position[row], group_word=(lines.group[row], GROUPS),
            number_masked=[f"1501************{number % 100:02d}" for number in lines.person[row].tolist()],
            benefit_from=begins, benefit_to=begins + 200,
        )  # fmt: skip
        own = np.flatnonzero(classes.stage == stage)
        self.evidence(
            "roster_verifications", own + 1, classes.region[own], at=RECORDED[stage], by=self.verifiers,
            class_id=own + 1, organisation_id=self.organisation[own], lines=classes.size[own],
        )  # fmt: skip

    def _results(self, stage: int) -> None:
        lines, classes = self.made.lines, self.made.classes
        row = np.flatnonzero(lines.stage == stage)
        self.evidence(
            "appraisals", row + 1, lines.region[row], at=RECORDED[stage], by=self.officers, line_id=row + 1,
            organisation_id=self.organisation[lines.of[row]], appraised_on=classes.ended[lines.of[row]],
            result=(lines.passed[row].astype(int), ("failed", "passed")), certificate="15010026040318",
        )  # fmt: skip
        own = np.flatnonzero(classes.stage == stage)
        self.evidence(
            "class_completions", own + 1, classes.region[own], at=RECORDED[stage], by=self.officers,
            class_id=own + 1, organisation_id=self.organisation[own], completed_on=classes.completed[own],
        )  # fmt: skip

    def _employment(self, stage: int) -> None:
        made = self.made
        row = np.flatnonzero(made.contracts.stage == stage)
        root = np.where(made.contracts.root[row] < 0, None, made.contracts.root[row] + 1)
        self._record(
            "labour_contracts", made.contracts, row, stage, root_id=root.tolist(), replaces_id=root.tolist(),
            employer_id=made.contracts.employer[row] + 1, term=(made.contracts.term[row], TERMS),
            signed_on=made.contracts.signed[row], from_on=made.contracts.starts[row], to_on=made.contracts.ends[row],
        )  # fmt: skip
        row = np.flatnonzero(made.extensions.stage == stage)
        self._record(
            "extensions", made.extensions, row, stage, contract_id=made.extensions.contract[row] + 1,
            signed_on=made.extensions.signed[row], to_on=made.extensions.ends[row],
        )  # fmt: skip
        row = np.flatnonzero(made.endings.stage == stage)
        self._record(
            "endings", made.endings, row, stage, contract_id=made.endings.contract[row] + 1,
            ended_on=made.endings.ended[row], because=(made.endings.because[row], BECAUSE),
        )  # fmt: skip
        row = np.flatnonzero(made.licences.stage == stage)
        self._record(
            "licences", made.licences, row, stage, issued_on=made.licences.issued[row],
            number=[f"L{number}" for number in row.tolist()],
        )  # fmt: skip
        for kind in ("contracts", "extensions", "endings", "licences"):
            self._verify(kind, getattr(made, kind), stage)

    def _record(self, table: str, rows, row: np.ndarray, stage: int, **columns) -> None:
        line = rows.line[row]
        self.evidence(
            table, row + 1, self.made.lines.region[line], at=RECORDED[stage], by=self.officers, line_id=line + 1,
            organisation_id=self.organisation[self.made.lines.of[line]], **columns,
        )  # fmt: skip

    def _verify(self, kind: str, rows, stage: int) -> None:
        """The officers' words: at once, or with the next stage where it took a while; a few never come."""
        told = np.where((rows.stage == OLD) & np.isin(rows.fate, (AT_ONCE, REFUSED)), OLD, NEW)
        row = np.flatnonzero((rows.fate != NEVER) & (told == stage))
        line = rows.line[row]
        self.evidence(
            "verifications", np.arange(self.verified + 1, self.verified + len(row) + 1), self.made.lines.region[line],
            at=RECORDED[stage], by=self.verifiers, organisation_id=self.organisation[self.made.lines.of[line]],
            subject_kind=kind.removesuffix("s"), subject_id=row + 1,
            outcome=((rows.fate[row] == REFUSED).astype(int), ("verified", "refused")),
        )  # fmt: skip
        self.verified += len(row)

    def finish(self) -> None:
        for code, last in zip(self.codes, self.last.tolist(), strict=True):
            word = "INSERT INTO region_sequences (region_code, last) VALUES (?, ?) ON CONFLICT (region_code)"
            self.loader.connection.execute(f"{word} DO UPDATE SET last = excluded.last", (code, last))
        self.loader.finish()
