"""What the form macros ask about a form: its faults with the field they belong to, and what kind of field one is."""

from collections.abc import Iterable, Iterator

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectMultipleField,
)
from wtforms.fields import Field
from wtforms.form import BaseForm
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, Select, SubmitInput, TextArea


def faults(form: BaseForm) -> list[tuple[str | None, str]]:
    """[(id of the field or None, sentence)]: the refusal first, then the form's own, then each field's in its order."""
    found = [*_refusal(form), *((None, str(sentence)) for sentence in form.form_errors)]
    for field in form:
        found += _field_faults(field)
    return list(dict.fromkeys(found))


def _refusal(form: BaseForm) -> Iterator[tuple[str | None, str]]:
    refusal = getattr(form, "refusal", None)
    if refusal is None:
        return
    at = form[refusal.field].id if refusal.field and refusal.field in form else None
    yield (
        at,
        Markup("{} <span class='article'>{}</span>").format(refusal.sentence, refusal.article)
        if refusal.article
        else str(refusal.sentence),
    )


def _field_faults(field: Field) -> Iterator[tuple[str | None, str]]:
    if isinstance(field, FormField):
        yield from faults(field.form)
    elif isinstance(field, FieldList) and field.entries:
        for entry in field.entries:
            yield from _field_faults(entry)
    else:
        at = None if kind(field) == "hidden" else field.id
        yield from (
            (at, gettext("%(field)s: %(fault)s", field=field.label.text, fault=sentence) if at else sentence)
            for sentence in flat(field.errors)
        )


def flat(errors: Iterable) -> list[str]:
    """WTForms nests errors of lists and forms; people read one line after another."""
    sentences = []
    for error in errors.values() if isinstance(errors, dict) else errors:
        sentences += flat(error) if isinstance(error, list | tuple | dict) else [str(error)]
    return sentences


def kind(field: Field) -> str:
    """hidden, group (fieldset of choices), nested (fieldset of fields), check, select, area, submit or input."""
    if isinstance(field.widget, HiddenInput):
        return "hidden"
    if isinstance(field, FormField | FieldList):
        return "nested"
    if isinstance(field, RadioField) or isinstance(field, SelectMultipleField) and isinstance(field.widget, ListWidget):
        return "group"
    if isinstance(field, BooleanField) and isinstance(field.widget, CheckboxInput):
        return "check"
    plain = {Select: "select", TextArea: "area", SubmitInput: "submit"}
    return next((name for widget, name in plain.items() if isinstance(field.widget, widget)), "input")


def attributes(field: Field, hint: str | None) -> dict[str, str]:
    """Classes and aria attributes of the control: tied to its hint and its error, marked invalid when it is."""
    classes = {"select": "form-select", "check": "form-check-input"}.get(kind(field), "form-control")
    told = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors)
    given = {"class": f"{classes} is-invalid" if field.errors else classes}
    if told:
        given["aria-describedby"] = " ".join(told)
    if field.errors:
        given["aria-invalid"] = "true"
    own = (field.render_kw or {}).get("class")
    return {**given, "class": f"{given['class']} {own}"} if own else given


def is_optional(field: Field) -> bool:
    """May be left empty: said beside the label. A list always has a choice, unless its validators say otherwise."""
    if isinstance(field, PasswordField):
        return False
    return bool(field.flags.optional) or not field.flags.required and kind(field) in ("input", "area")


def asks_file(form: BaseForm) -> bool:
    return any(isinstance(field, FileField | MultipleFileField) for field in form)


def visible(form: BaseForm) -> list[Field]:
    """The fields people fill in, in their order."""
    return [field for field in form if kind(field) not in ("hidden", "submit")]


def hidden(form: BaseForm) -> list[Field]:
    """Hidden fields but the token, which the macro writes without an id (two forms may stand on one page)."""
    return [field for field in form if kind(field) == "hidden" and field.name != "csrf_token"]


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        form_faults=faults,
        flat_errors=flat,
        field_kind=kind,
        control_attributes=attributes,
        asks_file=asks_file,
        is_optional=is_optional,
        visible_fields=visible,
        hidden_fields=hidden,
    )
