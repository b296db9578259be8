"""The subsidy rule a third time: one person at a time, whole fen and `datetime.date`, from the page and nothing else.

For measuring and comparing. It shares no code with `settlement.policy`, nor with the oracle of its tests.

    Policy(mapping)                     refuses BAD_POLICY, POLICY_BELOW_FLOOR (module `scalar_policy`)
    due(policy, person, as_of) -> Due   base, share, uplift, extension, licence, years, target in fen; excused
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
EXCUSES = frozenset(("death", "retirement", "employer_fault", "dissolution"))


@dataclass(slots=True)
class Contract:
    """A labour contract; `extensions` [(signed, last day)] in the order of signing."""

    employer: object
    term: str
    signed: date
    first: date
    last: date | None = None
    extensions: list = field(default_factory=list)
    ended: date | None = None
    because: str | None = None


@dataclass(slots=True)
class Person:
    """A person in a class. `class_passed`, `class_employed` only where the document has bands."""

    kind: str
    base: int
    opened: date
    closed: date
    is_passed: bool
    contracts: list
    licence: date | None = None
    is_forbidden: bool = False
    class_passed: int | None = None
    class_employed: int | None = None


@dataclass(slots=True)
class Due:
    """Why and how much; amounts in fen, `share` in hundredths of a per cent."""

    reason: str
    share: int = 0
    base_paid: int = 0
    uplift: int = 0
    extension: int = 0
    years: int = 0
    licence: int = 0
    is_excused: bool = False

    @property
    def target(self) -> int:
        return self.base_paid + self.uplift + self.extension + self.licence

    def owed(self, policy, paid: int) -> int:
        """Target less what was paid; a negative balance that is not asked back is nought (step 7)."""
        balance = self.target - paid
        return 0 if balance < 0 and (self.is_excused or policy.clawback == "none") else balance


def add_months(day: date, count: int) -> date:
    """The same day of a later month, or that month's last day where it has none (民法典 202)."""
    place = day.year * 12 + day.month - 1 + count
    year, month = place // 12, place % 12 + 1
    return date(year, month, day.day if day.day <= 28 else min(day.day, monthrange(year, month)[1]))


def full_years(first: date, last: date) -> int:
    after = last + DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    if add_months(first, months) > after:
        months -= 1
    return max(months, 0) // 12


def window(policy, person: Person) -> tuple[date, date]:
    """First and last day of the signing window."""
    first = person.opened if policy.window_from == "class_opening" else person.closed
    return first, add_months(person.closed, policy.window_months)


def is_employed(policy, person: Person, as_of: date) -> bool:
    """Step 4: any contract signed, or for startups a licence issued, inside the window and known."""
    first, last = window(policy, person)
    last = min(last, as_of)
    return _is_licensed(person, first, last) or any(first <= each.signed <= last for each in person.contracts)


def _is_licensed(person: Person, first: date, last: date) -> bool:
    return person.kind == "startup" and person.licence is not None and first <= person.licence <= last


def due(policy, person: Person, as_of: date) -> Due:
    """Steps 1 to 6 for one person, and whether the law excuses what was paid too much (step 7)."""
    first, last = window(policy, person)
    years, is_excused = counted(policy, person.contracts, first, last, as_of)
    if person.base is None:
        return Due("no_standard", is_excused=is_excused)
    if as_of < person.closed:
        return Due("not_due", is_excused=is_excused)
    if person.is_forbidden:
        return Due("forbidden", is_excused=is_excused)
    if not person.is_passed:
        share = policy.fail_percent
        return Due("failed", share, share_of(person.base, share), is_excused=is_excused)
    share = _share(policy, person, as_of)
    uplift = policy.uplift[person.kind] if years else 0
    extension = policy.extension_per_year * max(years - 1, 0)
    has_licence = _is_licensed(person, first, min(last, as_of))
    licence = max(policy.licence_uplift - uplift - extension, 0) if has_licence else 0
    return Due("granted", share, share_of(person.base, share), uplift, extension, years, licence, is_excused)


def share_of(amount: int, hundredths: int) -> int:
    """That many hundredths of a per cent of an amount, half a fen up."""
    return (amount * hundredths * 2 + 10000) // 20000


def _share(policy, person: Person, as_of: date) -> int:
    if policy.bands:
        passed, employed = person.class_passed, person.class_employed
        for at_least, pay in policy.bands if passed else ():
            if employed * 10000 >= at_least * passed:
                return pay
        return 0
    return 10000 if is_employed(policy, person, as_of) else policy.no_job_percent


def counted(policy, contracts: list, first: date, last: date, as_of: date) -> tuple[int, bool]:
    """(years of the best chain that starts inside the window, capped; whether such a chain holds an excuse)."""
    best, is_excused = 0, False
    for chain in _chains(policy, contracts, as_of):
        if first <= chain[0][0].signed <= last:
            best = max(best, _event_years(chain) if policy.extension_mode == "event" else _term_years(chain))
            is_excused |= any(ended and each.because in EXCUSES for each, _, ended in chain)
    return min(best, policy.max_years or best), is_excused


def _chains(policy, contracts: list, as_of: date) -> list:
    """Lists of (contract, its terms, whether its end has an effect), by employer and without a gap."""
    by_employer: dict = {}
    for each in contracts:
        if each.signed <= as_of:
            terms, ended = _terms(policy, each, as_of)
            if terms:
                by_employer.setdefault(each.employer, []).append((each, terms, ended))
    found = []
    for links in by_employer.values():
        links.sort(key=lambda link: (link[0].first, link[0].signed, -link[1][-1][1].toordinal()))
        covered = None
        for link in links:
            if covered is None or link[0].first > covered + DAY:
                found.append([])
                covered = link[1][-1][1]
            found[-1].append(link)
            covered = max(covered, link[1][-1][1])
    return found


def _terms(policy, contract: Contract, as_of: date) -> tuple[list, bool]:
    """The stretches of days that a contract covers as of a day, as cut, and whether its end cut or may excuse."""
    terms = _uncut(policy, contract, as_of)
    ended = contract.ended
    if not terms or ended is None or ended > as_of or ended > terms[-1][1]:
        ended = None
    elif ended < contract.first:
        return [], False
    limit = min(ended or date.max, as_of if policy.years_count == "served" else date.max)
    cut = [(first, min(last, limit)) for first, last in terms if first <= limit]
    return [(first, last) for first, last in cut if first <= last], ended is not None


def _uncut(policy, contract: Contract, as_of: date) -> list:
    first = contract.first
    if contract.term == "fixed":
        terms = [(first, contract.last)]
        for signed, last in contract.extensions:
            if signed <= as_of:
                terms.append((terms[-1][1] + DAY, last))
        return terms
    if contract.term == "task":
        return [(first, as_of)] if policy.task_based == "served" else []
    if policy.open_ended == "none":
        return []
    if policy.open_ended == "served":
        return [(first, max(add_months(first, 12) - DAY, as_of))]
    return [(first, add_months(first, 12 * policy.open_ended) - DAY)]


def _term_years(chain: list) -> int:
    return full_years(chain[0][0].first, max(terms[-1][1] for _, terms, _ in chain))


def _event_years(chain: list) -> int:
    """Each term its own full years beyond what is covered; the first, if fixed, at most one; nought stays nought."""
    (leader, terms, _), covered = chain[0], None
    years = full_years(*terms[0])
    if leader.term == "fixed":
        years = min(years, 1)
    if not years:
        return 0
    for _, terms, _ in chain:
        for _, last in terms:
            if covered is not None and last > covered:
                years += full_years(covered + DAY, last)
            covered = last if covered is None else max(covered, last)
    return years
