"""Verbs beside a tender: an officer's own identity, and a region's setting of a number that is not law."""

from flask_babel import lazy_gettext as _l

from kernel import audit, evidence
from kernel.refusals import Refusal
from tendering.tenders import queries, rules
from tendering.tenders.models import OfficerIdentity, RuleSetting


def register_identity(*, recipient: str, sealed_secret: bytes, actor) -> OfficerIdentity:
    """Keep the actor's own new identity; shares sealed to an earlier one still open with that one's passphrase."""
    identity = OfficerIdentity(
        region_code=actor.region_code, user_id=actor.id, recipient=recipient, sealed_secret=sealed_secret
    )
    evidence.add(identity, actor)
    audit.record(actor, "opening key made", identity, facts={"recipient": recipient})
    return identity


def set_number(*, regime: rules.Regime, name: str, value: int, note: str, region_code: str, actor) -> RuleSetting:
    """Set a number for tenders published from now on. Refuses STATUTORY_NUMBER for what the law fixes, and values
    below 1.
    """
    number = queries.rule_set_today(regime, region_code)[name]
    if number.mark in rules.FIXED:
        raise Refusal(
            "STATUTORY_NUMBER",
            _l("This number is fixed by %(article)s; it is not a setting.", article=number.article),
            article=number.article,
        )
    if value < 1:
        raise Refusal("BAD_NUMBER", _l("The number must be 1 or more."), field="value")
    setting = RuleSetting(region_code=region_code, regime=regime, name=name, value=value, note=note)
    evidence.add(setting, actor)
    audit.record(actor, "rule number set", setting, note=note, facts={"regime": regime, "name": name, "value": value})
    return setting
