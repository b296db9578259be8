"""Pages beside one tender: changes after publication, the rule sets with their settings, the table of trades."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel.access import PUBLIC, load, requires
from kernel.db import db
from kernel.tables import Choice, Column, Table
from kernel.web import HouseForm, flash_done, form_view
from tendering.tenders import change_service, queries, settings_service
from tendering.tenders.forms import ChangeForm, NumberForm
from tendering.tenders.models import Change, Tender, Trade
from tendering.tenders.notice_text import LEVELS
from tendering.tenders.rules import Regime

ACT = "tendering/tenders/act.html"


@requires("tender:change")
@form_view(ChangeForm, ACT)
def propose(form, tender_id):
    tender = load(Tender, tender_id)
    if not form.submitted:
        return {
            "tender": tender,
            "title": _l("Change the tender"),
            "submit": _l("Propose the change"),
            "consequence": _l("A second person publishes it; everybody who looks at the notice sees it."),
        }
    change_service.propose(tender, text=form.text.data, deadline_at=form.deadline_at.data, actor=current_user)
    flash_done(_l("The change waits for a second person."))
    return redirect(url_for("tenders.show", tender_id=tender.id))


@requires("tender:publish_change")
@form_view(HouseForm, ACT)
def publish(form, change_id):
    change = load(Change, change_id)
    if not form.submitted:
        return {
            "tender": change.tender,
            "change": change,
            "title": _l("Publish the change"),
            "submit": _l("Publish the change"),
        }
    change_service.publish(change, actor=current_user)
    flash_done(_l("The change is published."))
    return redirect(url_for("tenders.show", tender_id=change.tender_id))


@requires("tender:change")
@form_view(HouseForm, ACT)
def withdraw(form, change_id):
    change = load(Change, change_id)
    if not form.submitted:
        return {"tender": change.tender, "change": change, "title": _l("Withdraw the change"), "submit": _l("Withdraw")}
    change_service.withdraw(change, actor=current_user)
    return redirect(url_for("tenders.show", tender_id=change.tender_id))


@requires("tender:read")
def rule_sets():
    sets = [queries.rule_set_today(regime, current_user.region_code) for regime in Regime]
    return render_template("tendering/tenders/rules.html", sets=sets)


@requires("rule:set")
@form_view(NumberForm, "tendering/tenders/number.html")
def set_number(form, regime, name):
    numbers = queries.rule_set_today(regime, current_user.region_code).numbers if regime in list(Regime) else {}
    number = numbers.get(name) or abort(404)
    if not form.submitted:
        if not form.is_submitted():
            form.value.data = number.value
        return {"number": number}
    settings_service.set_number(
        regime=Regime(regime),
        name=name,
        value=form.value.data,
        note=form.note.data,
        region_code=current_user.region_code,
        actor=current_user,
    )
    flash_done(_l("The setting counts for tenders published from now on."))
    return redirect(url_for("tenders.rule_sets"))


@requires(PUBLIC)
def trades():
    return Table(
        db.select(Trade),
        name="trades",
        caption=_l("Published training costs"),
        search=(Trade.name, Trade.code),
        filters=(Choice("level", _l("Level"), Trade.level, list(LEVELS.items())),),
        default_sort="code",
        columns=(
            Column("code", _l("Occupation code"), sort=Trade.code),
            Column("name", _l("Trade"), sort=Trade.name),
            Column("level", _l("Level"), value=lambda trade: LEVELS[trade.level], sort=Trade.level),
            Column("cost_fen", _l("Cost a person"), sort=Trade.cost_fen, format="fen"),
            Column("source", _l("Source")),
        ),
    ).page("tendering/tenders/trades.html")


def register(bp: Blueprint) -> None:
    """Give these pages their addresses under /tenders."""
    both = ["GET", "POST"]
    bp.add_url_rule("/<int:tender_id>/changes/new", view_func=propose, methods=both, endpoint="propose_change")
    bp.add_url_rule("/changes/<int:change_id>/publish", view_func=publish, methods=both, endpoint="publish_change")
    bp.add_url_rule("/changes/<int:change_id>/withdraw", view_func=withdraw, methods=both, endpoint="withdraw_change")
    bp.add_url_rule("/rules", view_func=rule_sets, endpoint="rule_sets")
    bp.add_url_rule("/rules/<regime>/<name>", view_func=set_number, methods=both, endpoint="set_number")
    bp.add_url_rule("/trades", view_func=trades, endpoint="trades")
