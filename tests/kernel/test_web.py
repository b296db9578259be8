"""Form views: one write, one commit; a refusal shows the same page again and writes nothing but what lasts."""

import pytest
import sqlalchemy as sa
from flask import Blueprint, redirect
from flask_security import current_user
from wtforms import StringField
from wtforms.validators import DataRequired

from kernel import access, audit
from kernel.access import PUBLIC, load, requires
from kernel.db import db
from kernel.organisations.models import Organisation
from kernel.refusals import Refusal
from kernel.web import HouseForm, form_view, json_view
from tests.conftest import make_app

PAGE = """{{ form.csrf_token }}{{ form.name() }}{{ form.errors }}
{% if form.refusal %}<b>{{ form.refusal.sentence }}</b>{% endif %}"""


class NameForm(HouseForm):
    name = StringField("Name", [DataRequired("A name is needed.")])


bp = Blueprint("trial", __name__, url_prefix="/trial")


@bp.route("/<int:organisation_id>/rename", methods=["GET", "POST"])
@requires("trial:rename")
@form_view(NameForm, "trial.html")
def rename(form, organisation_id):
    organisation = load(Organisation, organisation_id)
    if not form.submitted:
        return {"organisation": organisation}
    organisation.name = form.name.data
    audit.record(current_user, "organisation renamed", organisation)
    if form.name.data == "bad":
        raise Refusal("BAD_NAME", "Not this name.", lasting=("refused name", organisation, {}))
    return redirect("/")


@bp.get("/write")
@requires(PUBLIC)
def write_on_get():
    db.session.add(Organisation(code="G", name="written by a GET", kind="x", region_code="150100"))
    db.session.flush()
    return "written"


@bp.get("/unnamed")
def unnamed():
    return "open to all"


@bp.post("/raw")
@requires("trial:rename")
@json_view(prepare=lambda: 7)
def raw(ready):
    if ready != 7:
        raise Refusal("NOT_READY", "Not ready.")
    raise Refusal("LATE", "Too late.", article="法 28")


@pytest.fixture(scope="session")
def trial_app(database, tmp_path_factory):
    access.register({"trial:rename": {"labour_officer"}})
    app = make_app(database.url, tmp_path_factory.mktemp("trial"), database_owner_url=database.owner_url)
    app.register_blueprint(bp)
    app.jinja_loader.searchpath.append(str(tmp_path_factory.mktemp("templates")))
    (tmp_path := app.jinja_loader.searchpath[-1])
    with open(f"{tmp_path}/trial.html", "w") as page:
        page.write(PAGE)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(trial_app):
    with trial_app.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        trial_app.extensions["pinned_connection"] = connection
        yield trial_app
        db.session.remove()
        trial_app.extensions["pinned_connection"] = None
        outer.rollback()
        connection.close()


@pytest.fixture
def officer(factories):
    return factories.user("labour_officer")


def test_good_input_is_written_once_with_its_act(client, session, factories, officer):
    subject = factories.organisation()
    answer = client.login(officer).submit(f"/trial/{subject.id}/rename", {"name": "new"})
    assert answer.status_code == 302
    assert subject.name == "new"
    assert [row.verb for row in audit.history(subject)] == ["organisation renamed"]


def test_bad_input_gets_422_and_its_sentence(client, factories, officer):
    subject = factories.organisation(name="old")
    answer = client.login(officer).submit(f"/trial/{subject.id}/rename", {"name": ""})
    assert answer.status_code == 422
    assert "A name is needed." in answer.text
    assert subject.name == "old"


def test_a_refusal_keeps_what_was_typed_and_only_what_lasts(client, session, factories, officer):
    subject = factories.organisation(name="old")
    answer = client.login(officer).submit(f"/trial/{subject.id}/rename", {"name": "bad"})
    assert answer.status_code == 422
    assert "Not this name." in answer.text
    assert 'value="bad"' in answer.text
    assert subject.name == "old"
    assert [row.verb for row in audit.history(subject)] == ["refused name"]


def test_a_write_without_its_token_is_refused(client, factories, officer):
    subject = factories.organisation(name="old")
    answer = client.login(officer).post(f"/trial/{subject.id}/rename", data={"name": "new"})
    assert answer.status_code == 400
    assert subject.name == "old"


def test_the_wrong_role_gets_403_and_another_region_404(client, factories):
    subject = factories.organisation()
    subject_url = f"/trial/{subject.id}/rename"
    assert client.login(factories.user("auditor")).get(subject_url).status_code == 403
    assert client.login(factories.user("labour_officer", region_code="150200")).get(subject_url).status_code == 404
    assert client.login(factories.user("labour_officer", region_code="150000")).get(subject_url).status_code == 200


def test_a_signed_out_person_is_sent_to_sign_in(client, factories):
    answer = client.get(f"/trial/{factories.organisation().id}/rename")
    assert answer.status_code == 302
    assert "/account/login" in answer.location


def test_a_route_without_a_permission_is_closed(client):
    assert client.get("/trial/unnamed").status_code == 403


def test_the_database_refuses_a_get_that_writes(client, session):
    with pytest.raises(sa.exc.DBAPIError):
        client.get("/trial/write")
    assert not session.scalars(sa.select(Organisation).filter_by(code="G")).all()


def test_a_raw_body_refusal_is_json_with_its_article(client, factories, officer):
    page = f"/trial/{factories.organisation().id}/rename"
    token = client.login(officer).token(page)
    answer = client.post("/trial/raw", data=b"x", headers={"X-CSRFToken": token})
    assert answer.status_code == 422
    assert answer.json == {"code": "LATE", "sentence": "Too late.", "article": "法 28"}


def test_every_answer_carries_the_policy_headers(client, officer):
    answer = client.login(officer).get("/trial/unnamed")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
