"""Forms as people meet them: labels tied to controls, faults tied to fields, what was typed kept."""

import html5lib
import pytest
from flask import render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, Optional

from kernel import form_face
from kernel.refusals import Refusal

PAGE = (
    '{% import "macros/forms.html" as forms with context %}{{ forms.quick(form, "Send", consequence="No way back.") }}'
)


class Inner(Form):
    street = StringField("Street", [DataRequired()])


class Example(Form):
    key = HiddenField()
    name = StringField("Name", [DataRequired()], description="As on the licence")
    day = DateField("Day", [Optional()])
    note = TextAreaField("Note")
    kind = RadioField("Kind", [DataRequired()], choices=[("a", "Skill"), ("b", "Startup")])
    trade = SelectField("Trade", choices=[("x", "Welder")])
    groups = SelectMultipleField(
        "Groups", choices=[("1", "Graduates")], widget=widgets.ListWidget(), option_widget=widgets.CheckboxInput()
    )
    sure = BooleanField("Sure")
    roster = FileField("Roster")
    home = FormField(Inner, label="Home")
    phones = FieldList(StringField("Phone", [DataRequired()]), min_entries=1, label="Phones")
    send = SubmitField("Send")


def drawn(app, form):
    with app.test_request_context("/search"):
        return html5lib.parse(render_template_string(PAGE, form=form), namespaceHTMLElements=False)


@pytest.fixture
def failed():
    form = Example(MultiDict({"note": "typed <b>", "phones-0": "", "trade": "x"}))
    form.validate()
    return form


def test_kinds_of_fields():
    kinds = {field.name: form_face.kind(field) for field in Example()}
    assert kinds == {
        "key": "hidden",
        "name": "input",
        "day": "input",
        "note": "area",
        "kind": "group",
        "trade": "select",
        "groups": "group",
        "sure": "check",
        "roster": "input",
        "home": "nested",
        "phones": "nested",
        "send": "submit",
    }


def test_every_control_has_a_label_and_every_reference_a_target(app, failed):
    page = drawn(app, failed)
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {each.get("for") for each in page.iter("label")}
    controls = [
        each for tag in ("input", "select", "textarea") for each in page.iter(tag) if each.get("type") != "hidden"
    ]
    assert {each.get("id") for each in controls} <= labelled
    pointed = {part for each in page.iter() for part in (each.get("aria-describedby") or "").split()}
    pointed |= {each.get("href")[1:] for each in page.iter("a")}
    assert pointed <= set(ids)


def test_the_summary_names_each_faulty_field_once_and_links_to_it(failed):
    assert [at for at, _ in form_face.faults(failed)] == ["name", "kind", "home-street", "phones-0"]


def test_what_was_typed_is_kept_and_escaped(app, failed):
    page = drawn(app, failed)
    assert next(page.iter("textarea")).text.strip() == "typed <b>"


def test_a_faulty_field_says_so_to_assistive_technology(app, failed):
    name = next(each for each in drawn(app, failed).iter("input") if each.get("name") == "name")
    assert name.get("aria-invalid") == "true"
    assert name.get("aria-describedby") == "name-hint name-error"


def test_a_refusal_stands_first_with_its_article_and_its_field(app):
    form = Example()
    form.refusal = Refusal("NO_SEATS", "No seats <left>.", article="财社〔2023〕181号 25", field="name")
    at, sentence = form_face.faults(form)[0]
    assert at == "name"
    assert "No seats &lt;left&gt;." in sentence
    assert "财社〔2023〕181号 25" in sentence


def test_a_form_that_asks_a_file_is_sent_as_multipart(app):
    assert next(drawn(app, Example()).iter("form")).get("enctype") == "multipart/form-data"


def test_only_what_may_stay_empty_is_marked_optional():
    assert {field.name for field in Example() if form_face.is_optional(field)} == {"day", "note", "roster"}
