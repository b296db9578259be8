"""Who may do what in settlement, on one page. Scope (own region, own institution) is added by `kernel.access`."""

from tendering.permissions import FINANCE, LABOUR, OFFICERS, Role  # noqa: F401

PERMISSIONS: dict[str, set[Role]] = {
}
