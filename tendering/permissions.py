"""Who may do what in tendering, on one page. Scope (own region, own institution) is added by `kernel.access`."""

from flask_babel import lazy_gettext as _l

from kernel.words import Word


class Role(Word):
    """The people of decisions.md, "Who and where"."""

    INSTITUTION = "institution", _l("Training institution")
    APPLICANT = "applicant", _l("Registered, not yet approved")
    LABOUR_OFFICER = "labour_officer", _l("Labour officer")
    LABOUR_REVIEWER = "labour_reviewer", _l("Labour reviewer")
    OPENING_OFFICER = "opening_officer", _l("Opening officer")
    FINANCE_OFFICER = "finance_officer", _l("Finance officer")
    FINANCE_APPROVER = "finance_approver", _l("Finance approver")
    SUPERVISOR = "supervisor", _l("Supervisor")
    EXPERT = "expert", _l("Expert")
    AUDITOR = "auditor", _l("Auditor")
    ADMINISTRATOR = "administrator", _l("Administrator")


INSTITUTIONS = {Role.INSTITUTION, Role.APPLICANT}  # who acts for an organisation; nobody else belongs to one
LABOUR = {Role.LABOUR_OFFICER, Role.LABOUR_REVIEWER}
FINANCE = {Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, Role.SUPERVISOR}
OFFICERS = {*LABOUR, *FINANCE, Role.OPENING_OFFICER, Role.AUDITOR}

PERMISSIONS: dict[str, set[Role]] = {
    "notice:revise": {Role.LABOUR_REVIEWER},
    "objection:read": OFFICERS,
    "objection:answer": {*LABOUR, Role.SUPERVISOR},
    "budget:read": OFFICERS,
    "budget:enter": {Role.FINANCE_OFFICER},
    "budget:confirm": {Role.FINANCE_APPROVER},
    "institution:own": INSTITUTIONS,
    "institution:read": OFFICERS,
    "institution:review": {Role.LABOUR_OFFICER},
    "institution:suspend": {Role.LABOUR_REVIEWER},
    "payee_account:request": {Role.INSTITUTION},
    "payee_account:read": {*FINANCE, Role.AUDITOR},
    "payee_account:approve": {Role.FINANCE_APPROVER},
    "accreditation:apply": {Role.INSTITUTION},
    "accreditation:read": {*OFFICERS, Role.INSTITUTION},
    "accreditation:review": {Role.LABOUR_OFFICER},
    "accreditation:decide": {Role.LABOUR_REVIEWER},
    "tender:read": OFFICERS,
    "tender:draft": {Role.LABOUR_OFFICER},
    "tender:approve": {Role.LABOUR_REVIEWER},
    "tender:publish": {Role.LABOUR_OFFICER},
    "tender:change": {Role.LABOUR_OFFICER},
    "tender:publish_change": {Role.LABOUR_REVIEWER},
    "tender:cancel": {Role.LABOUR_REVIEWER},
    "rule:set": {Role.LABOUR_REVIEWER},
    "identity:make": {Role.OPENING_OFFICER},
    "opening:read": OFFICERS,
    "opening:open": {Role.OPENING_OFFICER},
    "bid:submit": {Role.INSTITUTION},
    "evaluation:read": {*LABOUR, Role.SUPERVISOR, Role.AUDITOR},
    "evaluation:organise": {Role.LABOUR_OFFICER},
    "evaluation:score": {Role.EXPERT, *LABOUR},
    "award:read": OFFICERS,
    "award:propose": {Role.LABOUR_OFFICER},
    "award:decide": {Role.LABOUR_REVIEWER},
    "award:enter": {Role.LABOUR_OFFICER},
    "award:own": {Role.INSTITUTION},
    "account:manage": {Role.ADMINISTRATOR},
    "audit:read": {Role.AUDITOR, Role.SUPERVISOR},
    "job:show": {Role.ADMINISTRATOR, Role.AUDITOR},
    "job:ask": {Role.ADMINISTRATOR},
    "workday:show": {Role.ADMINISTRATOR, Role.AUDITOR, *LABOUR},
    "workday:announce": {Role.ADMINISTRATOR, Role.LABOUR_OFFICER},
}
