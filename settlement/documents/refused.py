"""What the pure rule refuses, said in the reader's language and led to the field it belongs to."""

from collections.abc import Mapping

from flask_babel import gettext

from kernel.refusals import Refusal
from settlement.policy.refusals import PolicyRefusal

ARTICLES = {"POLICY_BELOW_FLOOR": "内政发〔2008〕107号 六"}


def as_refusal(refused: PolicyRefusal, *, fields: Mapping[str, str] | None = None) -> Refusal:
    """The refusal of a page; `fields` is {key of the rule: name of the form field}."""
    key = str(refused.params.get("key", ""))
    field = next((name for start, name in (fields or {}).items() if key.startswith(start)), None)
    sentence = gettext(refused.template).format(**refused.params)
    return Refusal(refused.code, sentence, article=ARTICLES.get(refused.code), field=field)
