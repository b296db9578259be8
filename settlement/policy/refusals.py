"""What the rule refuses, and the one exception that says so."""

BAD_POLICY = "BAD_POLICY"
POLICY_BELOW_FLOOR = "POLICY_BELOW_FLOOR"
BAD_CASE = "BAD_CASE"
BAD_CONTRACT = "BAD_CONTRACT"
NO_STANDARD = "NO_STANDARD"


class PolicyRefusal(Exception):
    """A policy document, a case or a contract that the rule does not take.

    `code` is one of the five above; `template` is an English sentence with named places, `params` what stands in them,
    so that the sentence may be translated before it is filled in.
    """

    def __init__(self, code, template, **params):
        self.code, self.template, self.params = code, template, params
        super().__init__(self.message)

    @property
    def message(self):
        """The English sentence."""
        return self.template.format(**self.params)


def N_(template):  # noqa: N802 - the name by which Babel finds sentences
    """Mark a sentence for translation without translating it here: this package knows no language but English."""
    return template
