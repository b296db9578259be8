"""A member's pages: own relations, own places on committees, bids, scores, the report. Always one's own, else 404."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from kernel import attachments
from kernel.access import requires
from kernel.web import flash_done, form_view
from tendering.evaluation import forms, queries, score_service, service
from tendering.evaluation.models import Because, Member

DUTY_ACT = "tendering/evaluation/duty_act.html"


@requires("evaluation:score")
def index():
    return render_template(
        "tendering/evaluation/index.html",
        duties=queries.duties(current_user),
        interests=queries.interests(current_user),
        awaits=queries.awaits,
    )


@requires("evaluation:score")
@form_view(forms.InterestForm, "tendering/evaluation/interest.html")
def declare(form):
    if not form.submitted:
        return {}
    service.declare_interest(
        organisation_id=form.organisation_id.data,
        kind=form.kind.data,
        ended_on=form.ended_on.data,
        note=form.note.data,
        actor=current_user,
    )
    flash_done(_l("The relation is declared."))
    return redirect(url_for("evaluation.index"))


@requires("evaluation:score")
def duty(member_id):
    member = _duty(member_id)
    sheets = {sheet.lot_id: sheet for sheet in queries.sheets(member.tender.id) if sheet.member_id == member.id}
    lots = [
        (lot, queries.qualified(lot), sheets.get(lot.id), queries.comparison(lot), queries.rankings(lot.id))
        for lot in member.tender.lots
    ]
    report = queries.report(member.tender.id)
    signed = report is not None and any(signature.member_id == member.id for signature in report.signatures)
    return render_template(
        "tendering/evaluation/duty.html",
        member=member,
        tender=member.tender,
        lots=lots,
        report=report,
        signed=signed,
        missing=queries.missing_sheets(member.committee),
    )


@requires("evaluation:score")
@form_view(forms.AcceptForm, DUTY_ACT)
def accept(form, member_id):
    member = _duty(member_id)
    if not form.submitted:
        return {
            "member": member,
            "title": _l("Accept the seat"),
            "submit": _l("Accept"),
            "bidders": queries.bidder_names(member.tender.id),
        }
    service.accept(member, actor=current_user)
    return redirect(_address(member))


@requires("evaluation:score")
@form_view(forms.StandAsideForm, DUTY_ACT)
def recuse(form, member_id):
    member = _duty(member_id)
    if not form.submitted:
        return {
            "member": member,
            "title": _l("Stand aside"),
            "submit": _l("Stand aside"),
            "tone": "danger",
            "consequence": _l("The next expert of the draw takes your seat."),
        }
    service.recuse(member, reason=form.reason.data, actor=current_user)
    flash_done(_l("You stood aside."))
    return redirect(url_for("evaluation.index"))


@requires("evaluation:score")
def bid(member_id, bid_id):
    member, found = _bid(member_id, bid_id)
    return render_template("tendering/evaluation/bid.html", member=member, bid=found)


@requires("evaluation:score")
def file(member_id, bid_id, file_id):
    _member, found = _bid(member_id, bid_id)
    wanted = next((each for each in found.content.files if each.id == file_id), None) or abort(404)
    return attachments.send(wanted.attachment)


@requires("evaluation:score")
@form_view(forms.score_form, "tendering/evaluation/score.html")
def score(form, member_id, lot_id):
    member, lot = queries.duty_lot(current_user, member_id, lot_id) or abort(404)
    bids = queries.qualified(lot)
    if not form.submitted:
        return {"member": member, "lot": lot, "bids": bids, "factors": member.tender.factors, "name": forms.name}
    scores = {
        (each.id, factor.id): forms.hundredths(form[forms.name(each, factor)].data)
        for each in bids
        for factor in member.tender.factors
    }
    score_service.submit_scores(member, lot, scores=scores, actor=current_user)
    flash_done(_l("Your scores are submitted; they stand."))
    return redirect(_address(member))


@requires("evaluation:score")
@form_view(forms.CorrectForm, DUTY_ACT)
def correct(form, score_id):
    found = queries.own_score(current_user, score_id) or abort(404)
    member = found.sheet.member
    if not form.submitted:
        return {
            "member": member,
            "title": _l("Correct a score"),
            "submit": _l("Correct"),
            "score": found,
            "consequence": _l("The earlier score stays on record beside the correction."),
        }
    score_service.correct(
        found,
        points=forms.hundredths(form.points.data),
        because=Because(form.because.data),
        note=form.note.data,
        actor=current_user,
    )
    return redirect(_address(member))


@requires("evaluation:score")
@form_view(forms.ReportForm, DUTY_ACT)
def write_report(form, member_id):
    member = _duty(member_id)
    if not form.submitted:
        return {
            "member": member,
            "title": _l("Write the report"),
            "submit": _l("Write the report"),
            "consequence": _l("The places are reckoned now and scores can no longer change; then every member signs."),
        }
    score_service.write_report(member, text=form.text.data, actor=current_user)
    return redirect(_address(member))


@requires("evaluation:score")
@form_view(forms.SignForm, DUTY_ACT, password=True)
def sign(form, member_id):
    member = _duty(member_id)
    report = queries.report(member.tender.id) or abort(404)
    if not form.submitted:
        return {"member": member, "title": _l("Sign the report"), "submit": _l("Sign"), "report": report}
    score_service.sign(report, dissent=form.dissent.data, actor=current_user)
    flash_done(_l("You signed the report."))
    return redirect(_address(member))


def _duty(member_id: int) -> Member:
    return queries.duty(current_user, member_id) or abort(404)


def _bid(member_id: int, bid_id: int):
    """A qualified bid, for a member who has accepted."""
    member = _duty(member_id)
    bids = [each for lot in member.tender.lots for each in queries.qualified(lot)] if member.state == "accepted" else []
    return member, next((each for each in bids if each.id == bid_id), None) or abort(404)


def _address(member: Member) -> str:
    return url_for("evaluation.duty", member_id=member.id)


def register(bp: Blueprint) -> None:
    """Give these pages their addresses under /evaluation."""
    both = ["GET", "POST"]
    bp.add_url_rule("/", view_func=index)
    bp.add_url_rule("/relations/new", view_func=declare, methods=both)
    bp.add_url_rule("/duties/<int:member_id>", view_func=duty)
    bp.add_url_rule("/duties/<int:member_id>/accept", view_func=accept, methods=both)
    bp.add_url_rule("/duties/<int:member_id>/stand-aside", view_func=recuse, methods=both)
    bp.add_url_rule("/duties/<int:member_id>/bids/<int:bid_id>", view_func=bid)
    bp.add_url_rule("/duties/<int:member_id>/bids/<int:bid_id>/files/<int:file_id>", view_func=file)
    bp.add_url_rule("/duties/<int:member_id>/lots/<int:lot_id>", view_func=score, methods=both)
    bp.add_url_rule("/scores/<int:score_id>/correct", view_func=correct, methods=both)
    bp.add_url_rule("/duties/<int:member_id>/report", view_func=write_report, methods=both)
    bp.add_url_rule("/duties/<int:member_id>/sign", view_func=sign, methods=both)
