"""What the pure rule refuses, said in the reader's language and led to the field it belongs to."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from kernel.refusals import Refusal
from settlement.documents.models import Kind
from settlement.persons.groups import Group
from settlement.policy.refusals import PolicyRefusal

ARTICLES = {"POLICY_BELOW_FLOOR": "内政发〔2008〕107号 六", "NO_STANDARD": "内政发〔2008〕107号 六"}
# the rule names what is wrong by its place in the document or entry; people know it by these words
PLACES = {
    "contract.signed": _l("the day of signing"),
    "contract.from": _l("the first day"),
    "contract.to": _l("the last day"),
    "contract.ended": _l("the day on which the contract ended"),
    "contract.extensions": _l("the extension"),
    "contract": _l("the contract"),
    "in_force.from": _l("the first day in force"),
    "in_force.to": _l("the last day in force"),
    "standards": _l("the standard"),
    "uplift": _l("the uplift"),
    "extension_per_year": _l("the sum for each further full year"),
    "options.bands": _l("the band"),
    "options.licence_uplift": _l("the addition for a business licence"),
    "options.no_job_percent": _l("the share without a job"),
    "options.fail_percent": _l("the share after failing"),
}


def as_refusal(refused: PolicyRefusal, *, fields: Mapping[str, str] | None = None) -> Refusal:
    """The refusal of a page; `fields` is {key of the rule: name of the form field}."""
    key = str(refused.params.get("key", ""))
    field = next((name for start, name in (fields or {}).items() if key.startswith(start)), None)
    place = next((words for start, words in PLACES.items() if key.startswith(start)), key)
    params = {name: _words(value) for name, value in refused.params.items()} | ({"key": str(place)} if key else {})
    return Refusal(
        refused.code, gettext(refused.template).format(**params), article=ARTICLES.get(refused.code), field=field
    )


def _words(value):
    """Kinds and groups as people know them; anything else as it is."""
    for known in (Kind, Group):
        if value in list(known):
            return str(known(value).label)
    return value
