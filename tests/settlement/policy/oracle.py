"""The page read a second time, naively: one person, Python lists, day sets. Shares no code with the package.

Takes mappings as a file of cases has them, with datetime.date days and Decimal or int numbers, and answers
(refusal, target in fen, owed in fen).
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

ONE = timedelta(days=1)
FLOORS = {"skill": Decimal(800), "startup": Decimal(1000)}
WORDS = {
    "extension_mode": {"term", "event"}, "years_count": {"signed", "served"}, "task_based": {"none", "served"},
    "clawback": {"propose", "none"}, "repeat_rule": {"once_per_kind_per_year", "once", "one_per_year", "max_three"},
}  # fmt: skip
REASONS = {"resignation", "dismissal", "agreement", "completed", "expiry",
           "death", "retirement", "employer_fault", "dissolution"}  # fmt: skip
EXCUSES = {"death", "retirement", "employer_fault", "dissolution"}


class Refused(Exception):
    """A refusal's code."""


def months_later(day, n):
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_years(first, last):
    n = 0
    while months_later(first, 12 * (n + 1)) <= last + ONE:
        n += 1
    return n


def number(value, low, high, code):
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise Refused(code)
    value = Decimal(value)
    if not value.is_finite() or value != round(value, 2) or value < low or (high is not None and value > high):
        raise Refused(code)
    return value


def count(value, low):
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= 50:
        raise Refused("BAD_POLICY")
    return value


def known(mapping, names):
    if not isinstance(mapping, dict) or set(mapping) - set(names):
        raise Refused("BAD_POLICY")


def both(mapping):
    known(mapping, ("skill", "startup"))
    if mapping.get("skill") is None or mapping.get("startup") is None:
        raise Refused("BAD_POLICY")


def check_bands(bands):
    if not isinstance(bands, list):
        raise Refused("BAD_POLICY")
    edge = Decimal(101)
    for band in bands:
        known(band, ("at_least", "pay"))
        number(band.get("pay"), 0, 100, "BAD_POLICY")
        if number(band.get("at_least"), 0, 100, "BAD_POLICY") >= edge:
            raise Refused("BAD_POLICY")
        edge = band["at_least"]
    return bands


def policy(p):
    """The page's tables, one line a key."""
    known(p, ("document", "title", "region", "in_force", "standards", "uplift", "extension_per_year", "options"))
    p = {k: v for k, v in p.items() if v is not None}
    both(p.get("standards"))
    both(p.get("uplift"))
    tables = {}
    for kind in FLOORS:
        table = p["standards"][kind]
        table = table if isinstance(table, dict) else {"*": table}
        tables[kind] = {k: number(v, 0, None, "BAD_POLICY") for k, v in table.items() if v is not None}
    o = p.get("options", {})
    known(o, [*WORDS, "no_job_percent", "fail_percent", "bands", "signing_window", "max_years", "open_ended",
              "licence_uplift"])  # fmt: skip
    o = {k: v for k, v in o.items() if v is not None}
    for name, words in WORDS.items():
        if not isinstance(o.get(name, min(words)), str) or o.get(name, min(words)) not in words:
            raise Refused("BAD_POLICY")
    bands = check_bands(o.get("bands", []))
    window = o.get("signing_window", {})
    known(window, ("from", "months"))
    start = window.get("from") or "class_opening"
    if start not in ("class_opening", "class_end"):
        raise Refused("BAD_POLICY")
    open_ended = o.get("open_ended", "served")
    if open_ended not in ("served", "none"):
        count(open_ended, 1)
    rule = {
        "tables": tables,
        "uplift": {k: number(p["uplift"][k], 0, None, "BAD_POLICY") for k in FLOORS},
        "further": number(p.get("extension_per_year", 200), 0, None, "BAD_POLICY"),
        "no_job": number(o.get("no_job_percent", 100), 0, 100, "BAD_POLICY"),
        "fail": number(o.get("fail_percent", 0), 0, 100, "BAD_POLICY"),
        "bands": bands, "from": start,
        "months": count(6 if window.get("months") is None else window["months"], 0),
        "mode": o.get("extension_mode", "term"), "served": o.get("years_count") == "served",
        "max": count(o["max_years"], 1) if "max_years" in o else None, "open": open_ended,
        "task": o.get("task_based", "none"), "licence": number(o.get("licence_uplift", 0), 0, None, "BAD_POLICY"),
        "repeat": o.get("repeat_rule", "once_per_kind_per_year"), "clawback": o.get("clawback", "propose"),
    }  # fmt: skip
    for kind, table in tables.items():
        if any(value < FLOORS[kind] for value in table.values()):
            raise Refused("POLICY_BELOW_FLOOR")
    return rule


def check_case(rule, c):
    """BAD_CASE, then BAD_CONTRACT."""
    k = c["class"]
    passed, employed = k.get("passed"), k.get("employed")
    bad = c.get("kind") not in FLOORS or c.get("appraisal") not in ("passed", "failed") or k["ended"] < k["opened"]
    bad |= bool(rule["bands"]) and (passed is None or employed is None)
    bad |= passed is not None and employed is not None and employed > passed
    bad |= any(x.get("term") not in ("fixed", "open", "task") for x in c.get("contracts") or [])
    bad |= any(e.get("kind") not in FLOORS for e in c.get("earlier") or [])
    number(c.get("paid") or 0, 0, None, "BAD_CASE")
    if bad:
        raise Refused("BAD_CASE")
    for x in c.get("contracts") or []:
        check_contract(x)


def check_contract(x):
    extensions = sorted(x.get("extensions") or [], key=lambda e: e["signed"])
    ends = [x.get("to")] + [e["to"] for e in extensions]
    if x["term"] == "fixed":
        bad = x.get("to") is None or x["to"] < x["from"]
        bad = bad or any(later <= sooner for sooner, later in zip(ends, ends[1:], strict=False))
    else:
        bad = x.get("to") is not None or bool(extensions)
    if x.get("ended") is not None:
        bad = bad or any(e["signed"] > x["ended"] for e in extensions)
    if bad or (x.get("ended_because") is not None and x["ended_because"] not in REASONS):
        raise Refused("BAD_CONTRACT")


def standard(rule, c):
    t, lv, g = c.get("trade"), c.get("level"), c.get("group")
    keys = []
    if t is not None and lv is not None and g is not None:
        keys.append(t + "/" + lv + "@" + g)
    if t is not None and lv is not None:
        keys.append(t + "/" + lv)
    if t is not None and g is not None:
        keys.append(t + "@" + g)
    if t is not None:
        keys.append(t)
    if g is not None:
        keys.append("*@" + g)
    for key in [*keys, "*"]:
        if key in rule["tables"][c["kind"]]:
            return rule["tables"][c["kind"]][key]
    raise Refused("NO_STANDARD")


def forbidden(rule, c):
    ended = c["class"]["ended"]
    earlier = [e for e in c.get("earlier") or [] if e["class_ended"] <= ended]
    if rule["repeat"] == "once":
        return len(earlier) > 0
    for e in earlier:
        course = (e["kind"], e.get("trade"), e.get("level")) == (c["kind"], c.get("trade"), c.get("level"))
        if course and c.get("trade") is not None:
            return True
        if e["class_ended"].year == ended.year:
            if rule["repeat"] == "one_per_year":
                return True
            if rule["repeat"] == "once_per_kind_per_year" and e["kind"] == c["kind"]:
                return True
    return rule["repeat"] == "max_three" and len(earlier) >= 3


def stretches(rule, x, as_of):
    """The terms of a contract as (first, last) pairs, uncut by its end, and its end if it has an effect."""
    first, end = x["from"], x.get("ended")
    if x["term"] == "fixed":
        terms = [(first, x["to"])]
        for e in sorted(x.get("extensions") or [], key=lambda e: e["signed"]):
            if e["signed"] <= as_of:
                terms.append((terms[-1][1] + ONE, e["to"]))
    elif x["term"] == "task":
        terms = [(first, as_of)] if rule["task"] == "served" else []
    elif rule["open"] == "none":
        terms = []
    elif rule["open"] == "served":
        terms = [(first, max(months_later(first, 12) - ONE, as_of))]
    else:
        terms = [(first, months_later(first, 12 * rule["open"]) - ONE)]
    if end is None or end > as_of or not terms or end > terms[-1][1]:
        end = None
    if end is not None and end < first:
        return [], None
    cut = [limit for limit in (end, as_of if rule["served"] else None) if limit is not None]
    terms = [(a, min([b, *cut])) for a, b in terms]
    return [(a, b) for a, b in terms if a <= b], end


def counted(rule, c):
    """(years of the best chain, excused) from the contracts that are known."""
    as_of, (first, last) = c["as_of"], window(rule, c)
    lines = []
    for x in c.get("contracts") or []:
        if x["signed"] <= as_of:
            terms, end = stretches(rule, x, as_of)
            if terms:
                lines.append((x, terms, end))
    lines.sort(key=lambda line: (line[0]["from"], line[0]["signed"], -line[1][-1][1].toordinal()))
    best, excused = 0, False
    for employer in {x["employer"] for x, _, _ in lines}:
        chains = []
        for line in lines:
            if line[0]["employer"] != employer:
                continue
            latest = max((t[1] for m in chains[-1] for t in m[1]), default=None) if chains else None
            if latest is None or line[0]["from"] > latest + ONE:
                chains.append([])
            chains[-1].append(line)
        for chain in chains:
            if not first <= chain[0][0]["signed"] <= last:
                continue
            best = max(best, years(rule, chain))
            excused |= any(end is not None and x.get("ended_because") in EXCUSES for x, _, end in chain)
    return best if rule["max"] is None else min(best, rule["max"]), excused


def years(rule, chain):
    covered = max(t[1] for m in chain for t in m[1])
    if rule["mode"] == "term":
        return whole_years(chain[0][0]["from"], covered)
    total, latest = None, None
    for x, terms, _ in chain:
        for a, b in terms:
            if total is None:
                total = whole_years(a, b)
                if x["term"] == "fixed":
                    total = 1 if total >= 1 else 0
                if total == 0:
                    return 0
                latest = b
            elif b > latest:
                total += whole_years(latest + ONE, b)
                latest = b
    return total


def window(rule, c):
    k = c["class"]
    return k["opened"] if rule["from"] == "class_opening" else k["ended"], months_later(k["ended"], rule["months"])


def part(amount, percent):
    return (amount * Decimal(percent) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def due(rule, c, base, count_years):
    k, (first, last) = c["class"], window(rule, c)
    if c["as_of"] < k["ended"] or forbidden(rule, c):
        return Decimal(0)
    if c["appraisal"] == "failed":
        return part(base, rule["fail"])
    until = min(last, c["as_of"])
    licensed = c["kind"] == "startup" and c.get("licence") is not None and first <= c["licence"] <= until
    employed = licensed or any(first <= x["signed"] <= until for x in c.get("contracts") or [])
    percent = Decimal(100) if employed else rule["no_job"]
    if rule["bands"]:
        passed, jobs = k["passed"], k["employed"] * 100
        reached = [band["pay"] for band in rule["bands"] if passed and jobs >= band["at_least"] * passed]
        percent = reached[0] if reached else 0
    addition = rule["uplift"][c["kind"]] + rule["further"] * (count_years - 1) if count_years >= 1 else Decimal(0)
    if licensed:
        addition = max(addition, rule["licence"])
    return part(base, percent) + addition


def answer(p, c):
    """(refusal or None, target fen, owed fen)."""
    try:
        rule = policy(p)
        check_case(rule, c)
        base = standard(rule, c)
    except Refused as refusal:
        return str(refusal), None, None
    count_years, excused = counted(rule, c)
    target = due(rule, c, base, count_years)
    owed = target - Decimal(c.get("paid") or 0)
    if owed < 0 and (excused or rule["clawback"] == "none"):
        owed = Decimal(0)
    return None, int(target * 100), int(owed * 100)
