"""Clause 6 of the notice, step by step, in the order of the page; each function is one step over columns."""

from settlement.policy.columns import FAILED, FORBIDDEN, GRANTED, KINDS, NONE, NOT_DUE, STARTUP, UNPRICED
from settlement.policy.vocabulary import at_least, between, share, when


def outcome(people):
    """Steps 1 to 3, whether anything is due: standard, class over, once per person, appraisal, in this order."""
    result = when(people.passed, GRANTED, FAILED)
    result = when(people.forbidden, FORBIDDEN, result)
    result = when(people.as_of < people.class_ended, NOT_DUE, result)
    return when(people.base_fen == NONE, UNPRICED, result).astype("int8")


def licensed(people, window):
    """A business licence of a startup trainee, issued inside the window and known by the cut-off; a skill trainee's is
    ignored."""
    return (people.kind == STARTUP) & (people.licence_on <= people.as_of) & between(people.licence_on, *window)


def base_share(document, people, outcomes, employed):
    """Step 4: hundredths of a per cent of the base; the subsidy floats with the result (clause 6)."""
    if document.bands:
        passed_share = band_share(document, people)
    else:
        passed_share = when(employed, 10000, document.no_job_percent)
    failed_share = when(outcomes == FAILED, document.fail_percent, 0)
    return when(outcomes == GRANTED, passed_share, failed_share)


def band_share(document, people):
    """The `pay` of the first band that the class reaches, for everybody in it; 0 where nobody passed."""
    pay = 0
    for band in reversed(document.bands):
        reached = people.class_employed * 10000 >= band.at_least * people.class_passed
        pay = when(reached, band.pay, pay)
    return when(people.class_passed > 0, pay, 0)


def base_paid(people, shares):
    """The share of the base, rounded half up to the fen, once."""
    return share(people.base_fen, shares)


def uplift(document, people, years):
    """Step 5: a contract of one full year or more lifts the standard by the kind's amount (clause 6)."""
    skill, startup = (document.uplift[kind] for kind in KINDS)
    return when(years >= 1, when(people.kind == STARTUP, startup, skill), 0)


def extension(document, years):
    """Step 5: 200 yuan, or the document's amount, for each full year after the first (clause 6)."""
    return document.extension_per_year_fen * at_least(years - 1, 0)


def licence_addition(document, outcomes, has_licence, addition):
    """Step 6: what a licence adds so that the addition is at least `licence_uplift`; it is not added on top."""
    due = has_licence & (outcomes == GRANTED)
    return when(due, at_least(document.licence_uplift_fen - addition, 0), 0)


def owed(document, balance, excused):
    """Step 7: the balance; a negative one is 0 where nothing is to be recovered."""
    if document.clawback == "none":
        return at_least(balance, 0)
    return when(excused, at_least(balance, 0), balance)
