"""A policy document and a case for `scalar`, read from mappings and checked as the page says.

Words for amounts may be int, Decimal or text of a plain number (as the canonical JSON has them).
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from bench.scalar import Contract, Person
from bench.scalar_grants import Grant, forbids

FLOORS = {"skill": 80000, "startup": 100000}
CHOICES = {
    "extension_mode": ("term", "event"), "years_count": ("signed", "served"), "task_based": ("none", "served"),
    "clawback": ("propose", "none"), "repeat_rule": ("once_per_kind_per_year", "once", "one_per_year", "max_three"),
}  # fmt: skip
HEAD = ("document", "title", "region", "in_force", "standards", "uplift", "extension_per_year", "options")
OPTIONS = (*CHOICES, "no_job_percent", "fail_percent", "bands", "signing_window", "max_years", "open_ended",
           "licence_uplift")  # fmt: skip
BECAUSE = ("resignation", "dismissal", "agreement", "completed", "expiry", "death", "retirement", "employer_fault",
           "dissolution")  # fmt: skip


class Refused(Exception):
    """Bears the code."""


def need(is_good: bool, code: str) -> None:
    if not is_good:
        raise Refused(code)


def hundredths(value, code: str, high: int | None = None) -> int:
    """A number with at most two decimals, not below nought, in hundredths."""
    need(isinstance(value, int | Decimal | str) and not isinstance(value, bool), code)
    try:
        scaled = Decimal(value) * 100
    except InvalidOperation as wrong:
        raise Refused(code) from wrong
    need(scaled.is_finite() and scaled == scaled.to_integral_value() and scaled >= 0, code)
    need(high is None or scaled <= high, code)
    return int(scaled)


def table(value, keys, code: str) -> dict:
    """A mapping with no other keys; what is null is missing."""
    need(isinstance(value, dict) and (keys is None or not set(value) - set(keys)), code)
    return {key: each for key, each in value.items() if each is not None}


def whole(value, low: int) -> int:
    need(isinstance(value, int) and not isinstance(value, bool) and low <= value <= 50, "BAD_POLICY")
    return value


class Policy:
    """A document's numbers in fen and hundredths, and its options under their names on the page."""

    def __init__(self, mapping: dict):
        given = table(mapping, HEAD, "BAD_POLICY")
        need("standards" in given and "uplift" in given, "BAD_POLICY")
        kinds = table(given["standards"], FLOORS, "BAD_POLICY")
        uplifts = table(given["uplift"], FLOORS, "BAD_POLICY")
        need(len(kinds) == len(uplifts) == 2, "BAD_POLICY")
        self.standards = {kind: self._amounts(kinds[kind]) for kind in FLOORS}
        self.uplift = {kind: hundredths(uplifts[kind], "BAD_POLICY") for kind in FLOORS}
        self.extension_per_year = hundredths(given.get("extension_per_year", 200), "BAD_POLICY")
        self._read(table(given.get("options", {}), OPTIONS, "BAD_POLICY"))
        for kind, amounts in self.standards.items():
            need(min(amounts.values(), default=FLOORS[kind]) >= FLOORS[kind], "POLICY_BELOW_FLOOR")

    @staticmethod
    def _amounts(value) -> dict:
        amounts = table(value if isinstance(value, dict) else {"*": value}, None, "BAD_POLICY")
        return {key: hundredths(amount, "BAD_POLICY") for key, amount in amounts.items()}

    def _read(self, options: dict) -> None:
        for name, words in CHOICES.items():
            word = options.get(name, words[0])
            need(isinstance(word, str) and word in words, "BAD_POLICY")
            setattr(self, name, word)
        self.no_job_percent = hundredths(options.get("no_job_percent", 100), "BAD_POLICY", 10000)
        self.fail_percent = hundredths(options.get("fail_percent", 0), "BAD_POLICY", 10000)
        self.licence_uplift = hundredths(options.get("licence_uplift", 0), "BAD_POLICY")
        self.max_years = whole(options["max_years"], 1) if "max_years" in options else None
        opened = options.get("open_ended", "served")
        need(not isinstance(opened, str) or opened in ("served", "none"), "BAD_POLICY")
        self.open_ended = opened if isinstance(opened, str) else whole(opened, 1)
        span = table(options.get("signing_window", {}), ("from", "months"), "BAD_POLICY")
        self.window_from, self.window_months = span.get("from", "class_opening"), whole(span.get("months", 6), 0)
        need(self.window_from in ("class_opening", "class_end"), "BAD_POLICY")
        self.bands = self._bands(options.get("bands", []))

    @staticmethod
    def _bands(value) -> list:
        need(isinstance(value, list), "BAD_POLICY")
        bands = []
        for each in value:
            band = table(each, ("at_least", "pay"), "BAD_POLICY")
            bands.append(tuple(hundredths(band.get(name), "BAD_POLICY", 10000) for name in ("at_least", "pay")))
        need(all(low[0] < high[0] for high, low in zip(bands, bands[1:], strict=False)), "BAD_POLICY")
        return bands

    def standard(self, kind: str, trade, level, group) -> int | None:
        """Fen by the first key of the table that fits; None where there is none."""
        tried = []
        if trade is not None:
            ends = [f"@{group}", ""] if group is not None else [""]
            tried += [f"{trade}/{level}{end}" for end in ends] if level is not None else []
            tried += [f"{trade}{end}" for end in ends]
        tried += [f"*@{group}", "*"] if group is not None else ["*"]
        return next((self.standards[kind][key] for key in tried if key in self.standards[kind]), None)


def person(policy: Policy, case: dict) -> tuple[Person, int, date]:
    """(person, paid fen, cut-off) of a case as in a file; refuses BAD_CASE, BAD_CONTRACT, NO_STANDARD."""
    days = table(case.get("class"), ("opened", "ended", "passed", "employed"), "BAD_CASE")
    need(_are_days(days.get("opened"), days.get("ended"), case.get("as_of")), "BAD_CASE")
    need(days["opened"] <= days["ended"] and case.get("kind") in FLOORS, "BAD_CASE")
    need(case.get("appraisal") in ("passed", "failed"), "BAD_CASE")
    counts = days.get("passed"), days.get("employed")
    need(None not in counts or not policy.bands, "BAD_CASE")
    need(all(count is None or (type(count) is int and count >= 0) for count in counts), "BAD_CASE")
    need(None in counts or counts[1] <= counts[0], "BAD_CASE")
    paid = hundredths(case.get("paid") or 0, "BAD_CASE")
    need(case.get("licence") is None or _are_days(case["licence"]), "BAD_CASE")
    grants = [_grant(each) for each in case.get("earlier") or []]
    contracts = case.get("contracts") or []
    need(all(each.get("term") in ("fixed", "open", "task") for each in contracts), "BAD_CASE")
    contracts = [contract(each) for each in contracts]
    course = case["kind"], case.get("trade"), case.get("level")
    base = policy.standard(*course, case.get("group"))
    need(base is not None, "NO_STANDARD")
    earlier = [each for each in grants if each.ended <= days["ended"]]
    lost = is_forbidden(policy, Grant(0, *course, days["ended"], False, policy.repeat_rule), earlier)
    made = Person(case["kind"], base, days["opened"], days["ended"], case["appraisal"] == "passed", contracts,
                  case.get("licence"), lost, *counts)  # fmt: skip
    return made, paid, case["as_of"]


def is_forbidden(policy: Policy, grant: Grant, earlier: list) -> bool:
    """In a file every earlier entry was granted."""
    return forbids(earlier, grant) is not None


def contract(given: dict) -> Contract:
    """One contract as in a file; refuses BAD_CONTRACT."""
    term, first, last, ended = given["term"], given.get("from"), given.get("to"), given.get("ended")
    extensions = sorted(given.get("extensions") or [], key=lambda each: each["signed"])
    need(_are_days(given.get("signed"), first), "BAD_CONTRACT")
    need((last is not None) == (term == "fixed") and (last is None or last >= first), "BAD_CONTRACT")
    need(not extensions or term == "fixed", "BAD_CONTRACT")
    ends = [last, *(each["to"] for each in extensions)]
    need(all(later > sooner for sooner, later in zip(ends, ends[1:], strict=False)), "BAD_CONTRACT")
    need(ended is None or all(each["signed"] <= ended for each in extensions), "BAD_CONTRACT")
    need(given.get("ended_because") is None or given["ended_because"] in BECAUSE, "BAD_CONTRACT")
    longer = [(each["signed"], each["to"]) for each in extensions]
    return Contract(given["employer"], term, given["signed"], first, last, longer, ended, given.get("ended_because"))


def _grant(given: dict) -> Grant:
    need(given.get("kind") in FLOORS and _are_days(given.get("class_ended")), "BAD_CASE")
    return Grant(-1, given["kind"], given.get("trade"), given.get("level"), given["class_ended"], True, "")


def _are_days(*values) -> bool:
    return all(type(value) is date for value in values)
