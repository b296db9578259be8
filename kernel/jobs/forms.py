"""Forms of the page of jobs."""

from kernel.web import HouseForm


class AskForm(HouseForm):
    """Nothing to fill in: the page shows what would be done."""
