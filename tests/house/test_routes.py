"""Every route names its permission, stands in the table of roles, and answers each role as the table says."""

import pytest

from kernel import access
from kernel.access import PUBLIC, SIGNED_IN
from tendering.permissions import Role
from tests.conftest import ROOT

TABLE = ROOT / "tests" / "house" / "routes.txt"
LIBRARY = ("static", "bootstrap.", "security.")


def ours(app):
    """(rule, methods, permission) of every route of the house, in the order of their addresses."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if not rule.endpoint.startswith(LIBRARY):
            methods = ",".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
            yield rule, methods, getattr(app.view_functions[rule.endpoint], "permission", None)


def row(rule, methods, permission) -> str:
    roles = (
        "everybody"
        if permission == PUBLIC
        else "signed in"
        if permission == SIGNED_IN
        else ", ".join(sorted(access.table()[permission]))
    )
    return f"{methods:10} {rule.rule:70} {permission:28} {roles}"


def address(rule) -> str:
    """An address of that rule with values nobody has."""
    values = {
        argument: 0 if "Integer" in type(converter).__name__ else "none"
        for argument, converter in rule._converters.items()
    }
    return rule.build(values)[1]


def test_every_route_names_a_permission_of_a_table(app):
    for rule, _methods, permission in ours(app):
        assert permission in {PUBLIC, SIGNED_IN, *access.table()}, f"{rule.rule} names no permission of a table"


def test_the_table_of_routes_is_the_one_reviewed(app):
    """A new route is added to routes.txt by hand, where a reviewer sees its permission and roles."""
    found = [row(*each).rstrip() for each in ours(app)]
    assert found == TABLE.read_text().splitlines()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_let_in_or_kept_out_as_the_table_says(app, client, factories, role):
    organisation = factories.organisation() if role == Role.INSTITUTION else None
    user = factories.user(role, organisation=organisation)
    client.login(user)
    for rule, methods, permission in ours(app):
        allowed = permission in {PUBLIC, SIGNED_IN} or role in access.table()[permission]
        if "GET" in methods:
            status = client.get(address(rule)).status_code
            assert (status != 403) if allowed else (status == 403), f"{role} GET {rule.rule}: {status}"


def test_a_signed_out_person_sees_public_pages_only(app, client):
    for rule, methods, permission in ours(app):
        if "GET" in methods:
            status = client.get(address(rule)).status_code
            assert status in ({200, 302, 404} if permission == PUBLIC else {302}), f"GET {rule.rule}: {status}"


def test_no_write_passes_without_its_token(app, client, factories):
    everything = factories.user(Role.ADMINISTRATOR)
    client.login(everything)
    for rule, methods, _permission in ours(app):
        if methods != "GET":
            assert client.post(address(rule)).status_code in {400, 405}, rule.rule


def test_a_view_that_takes_posts_is_a_form_or_json_view(app):
    """Writes begin in one place: `form_view` or `json_view`."""
    plain = [
        rule.rule
        for rule, methods, _ in ours(app)
        if methods != "GET"
        and not hasattr(app.view_functions[rule.endpoint], "form_class")
        and not hasattr(app.view_functions[rule.endpoint], "json")
    ]
    assert not plain
