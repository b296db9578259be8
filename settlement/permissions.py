"""Who may do what in settlement, on one page. Scope (own region, own institution) is added by `kernel.access`."""

from tendering.permissions import FINANCE, LABOUR, OFFICERS, Role  # noqa: F401

PERMISSIONS: dict[str, set[Role]] = {
    # persons, documents
    "document:read": {Role.INSTITUTION, *OFFICERS},
    "document:draft": {Role.LABOUR_OFFICER},
    "document:countersign": {Role.FINANCE_OFFICER, Role.FINANCE_APPROVER},
    "person:merge": LABOUR,
    # rosters
    "class:read": {Role.INSTITUTION, *OFFICERS},
    "class:open": {Role.INSTITUTION, Role.LABOUR_OFFICER},
    "class:complete": {Role.LABOUR_OFFICER},
    "class:cancel": LABOUR,
    "roster:fill": {Role.INSTITUTION},
    "roster:verify": LABOUR,
    "roster:correct": {Role.INSTITUTION, Role.LABOUR_OFFICER},
    "appraisal:record": {Role.LABOUR_OFFICER},
    "number:reveal": LABOUR,
    # labour contracts
    "contract:read": {Role.INSTITUTION, *OFFICERS},
    "contract:record": {Role.INSTITUTION, Role.LABOUR_OFFICER},
    "contract:verify": LABOUR,
    "contract:revoke": {Role.LABOUR_REVIEWER},
    # holds, funds
    "hold:read": {Role.INSTITUTION, *OFFICERS},
    "hold:place": LABOUR,
    "hold:release": LABOUR,
    "fund:read": OFFICERS,
    "fund:open": {Role.FINANCE_OFFICER},
    "fund:appropriate": {Role.FINANCE_OFFICER},
    "fund:close": {Role.FINANCE_OFFICER},
    "fund:decide_closing": {Role.FINANCE_APPROVER},
    # looking ahead
    "forecast:read": OFFICERS,
    # entitlements, recoveries
    "line:read": {Role.INSTITUTION, *OFFICERS},
    "recovery:read": {Role.INSTITUTION, *OFFICERS},
    "recovery:suggest": LABOUR,
    "recovery:decide": {Role.LABOUR_REVIEWER, Role.FINANCE_APPROVER},
    "recovery:receive": {Role.FINANCE_OFFICER},
    # runs
    "run:read": {Role.INSTITUTION, *OFFICERS},
    "run:draft": {Role.LABOUR_OFFICER},
    "schedule:read": OFFICERS,
    "schedule:set": LABOUR,
    "run:confirm_list": {Role.INSTITUTION},
    "run:close": {Role.LABOUR_OFFICER},
    "run:review": {Role.LABOUR_REVIEWER},
    "run:publish": LABOUR,
    "run:assign_objection": LABOUR,
    "run:approve": {Role.FINANCE_APPROVER},
    "run:void": {*LABOUR, Role.FINANCE_APPROVER},
    # vouchers and payments
    "voucher:read": {Role.INSTITUTION, *OFFICERS},
    "voucher:post": {Role.FINANCE_OFFICER},
    "voucher:print": {Role.FINANCE_OFFICER, Role.FINANCE_APPROVER},
    "voucher:correct": {Role.LABOUR_OFFICER},
    "payment:read": {Role.INSTITUTION, *FINANCE, Role.AUDITOR},
    "payment:send": {Role.FINANCE_OFFICER},
    "payment:answer": {Role.FINANCE_OFFICER},
    # checks of the books
    "check:read": {Role.AUDITOR, Role.SUPERVISOR, Role.ADMINISTRATOR},
}
