"""What institutions put on desks and on the portal."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from kernel.access import holds
from kernel.desk import Found, Panel, Todo
from tendering.institutions import queries
from tendering.institutions.models import Institution, PayeeAccount, State


def registrations(user) -> Panel | None:
    """Registrations that wait for the officer's review."""
    if not holds("institution:review", user):
        return None
    return Panel(todos=[_review(institution) for institution in queries.waiting(_region(user))])


def payee_accounts(user) -> Panel | None:
    """Accounts that wait for finance."""
    if not holds("payee_account:approve", user):
        return None
    return Panel(
        todos=[
            _decide(account) for account in queries.accounts_waiting(_region(user)) if account.recorded_by_id != user.id
        ]
    )


def own(user) -> Panel | None:
    """What an institution still has to do about itself."""
    institution = user.organisation_id and queries.of_organisation(user.organisation_id)
    if not institution:
        return None
    todos = []
    if institution.state == State.REFUSED:
        todos.append(
            Todo(
                _l("Put the registration right"),
                institution.name,
                url_for("institutions.apply_again"),
                institution.reason,
            )
        )
    if institution.state == State.APPROVED and queries.latest_account(institution.organisation_id) is None:
        todos.append(Todo(_l("Enter the payee account"), institution.name, url_for("institutions.request_account")))
    return Panel(todos=todos)


def find(text: str) -> list[Found]:
    return [_found(institution) for institution in queries.search(text)]


def _found(institution: Institution) -> Found:
    address = url_for("institutions.show", institution_id=institution.id)
    return Found(
        institution.name, address, lines=[institution.region.name], badges=[institution.kind, institution.state]
    )


def _review(institution: Institution) -> Todo:
    return Todo(
        _l("Review a registration"), institution.name, url_for("institutions.file", institution_id=institution.id)
    )


def _decide(account: PayeeAccount) -> Todo:
    address = url_for("institutions.payee_account", account_id=account.id)
    return Todo(_l("Decide on a payee account"), f"{account.organisation.name} {account.account_masked}", address)


def _region(user) -> str | None:
    return None if user.sees_all_regions else user.region_code
