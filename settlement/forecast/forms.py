"""The form of the page of a document's cost."""

from kernel.web import HouseForm


class ReckonForm(HouseForm):
    """A button."""
