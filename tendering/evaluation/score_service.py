"""Verbs of scoring: scores handed in once, the permitted corrections, the report and its signatures."""

import hashlib
import secrets

from flask_babel import lazy_gettext as _l

from kernel import audit, evidence
from kernel.db import lock
from kernel.refusals import Refusal
from tendering.evaluation import queries
from tendering.evaluation.models import (
    Because,
    Member,
    MemberState,
    Ranking,
    Report,
    Score,
    ScoreSheet,
    Signature,
    TieBreak,
)
from tendering.evaluation.ranking import Place, Standing, places
from tendering.evaluation.service import refuse_related
from tendering.tenders import service as tenders
from tendering.tenders.models import Factor, Lot, LotState, Tender, TenderState

Scores = dict[tuple[int, int], int]


def submit_scores(member: Member, lot: Lot, *, scores: Scores, actor) -> ScoreSheet:
    """Hand in {(bid id, factor id): points in hundredths} for every qualified bid and factor of a lot, once.

    Refuses NOT_YOURS, COMMITTEE_INCOMPLETE, BIDDERS_UNCHECKED, RELATED, SCORES_MISSING, OUT_OF_RANGE, ALREADY_SCORED.
    """
    tender = _scoring(member, actor)
    if lot.tender_id != tender.id or lot.state != LotState.OPEN:
        raise Refusal("LOT_NOT_OPEN", _l("This lot is not evaluated."), status=409)
    if queries.sheet(member, lot) is not None:
        raise Refusal("ALREADY_SCORED", _l("Your scores on this lot were submitted already; they stand."), status=409)
    wanted = {(bid.id, factor.id): factor for bid in queries.qualified(lot) for factor in tender.factors}
    if scores.keys() != wanted.keys():
        raise Refusal("SCORES_MISSING", _l("Every bid needs points on every factor."))
    for key, points in scores.items():
        _refuse_out_of_range(wanted[key], points)
    sheet = evidence.add(ScoreSheet(region_code=tender.region_code, member_id=member.id, lot_id=lot.id), actor)
    evidence.add_all(
        [
            Score(
                region_code=tender.region_code,
                sheet_id=sheet.id,
                bid_id=bid_id,
                factor_id=factor_id,
                points_hundredths=points,
            )
            for (bid_id, factor_id), points in sorted(scores.items())
        ],
        actor,
    )
    audit.record(actor, "scores submitted", sheet, facts={"lot": lot.number, "hash": _digest(scores)})
    return sheet


def correct(score: Score, *, points: int, because: Because, note: str, actor) -> Score:
    """One of the permitted corrections of one's own score, before the report (财政部令第87号 64).

    Refuses NOT_YOURS, NOT_ALL_SCORED, REPORT_WRITTEN, ALREADY_CORRECTED, OUT_OF_RANGE, NOT_UNEQUAL.
    """
    member = score.sheet.member
    tender = _scoring(member, actor)
    if queries.missing_sheets(member.committee):
        raise Refusal("NOT_ALL_SCORED", _l("Scores are compared only after every member has submitted."), status=409)
    standing = {each.id for each in queries.standing_scores(score.sheet.lot)}
    if score.id not in standing:
        raise Refusal("ALREADY_CORRECTED", _l("This score was corrected already."), status=409)
    _refuse_out_of_range(score.factor, points)
    if because == Because.OBJECTIVE and (score.bid_id, score.factor_id) not in {
        (each.bid_id, each.factor_id) for each in queries.unequal_objective(tender)
    }:
        raise Refusal("NOT_UNEQUAL", _l("On this factor the members did not differ."), field="because")
    corrected = Score(
        region_code=score.region_code,
        sheet_id=score.sheet_id,
        bid_id=score.bid_id,
        factor_id=score.factor_id,
        points_hundredths=points,
        replaces_id=score.id,
        because=Because(because),
        note=note,
    )
    evidence.add(corrected, actor)
    audit.record(
        actor,
        "score corrected",
        score.sheet,
        note=note,
        facts={
            "factor": score.factor_id,
            "bid": score.bid_id,
            "before": score.points_hundredths,
            "after": points,
            "because": because,
        },
    )
    return corrected


def write_report(member: Member, *, text: str, actor) -> Report:
    """Reckon the places and write the report; every member signs it afterwards.

    Refuses NOT_ALL_SCORED, REPORT_WRITTEN, and OBJECTIVE_UNEQUAL while members differ on an objective factor.
    """
    tender = _scoring(member, actor)
    if queries.missing_sheets(member.committee):
        raise Refusal("NOT_ALL_SCORED", _l("Not every member has submitted scores for every lot."), status=409)
    unequal = queries.unequal_objective(tender)
    if unequal:
        raise Refusal(
            "OBJECTIVE_UNEQUAL",
            _l(
                "Members differ on “%(factor)s”, which has one right answer; correct the points first.",
                factor=unequal[0].factor.name,
            ),
        )
    seed, ranked = secrets.token_hex(16), []
    for lot in queries.open_lots(tender):
        ranked += [_ranking(lot, place, member.committee.size) for place in _places(lot, seed)]
    evidence.add_all(ranked, actor)
    report = Report(
        region_code=tender.region_code, tender_id=tender.id, text=text, seed=seed, digest=_report_digest(tender, ranked)
    )
    evidence.add(report, actor)
    audit.record(actor, "evaluation report written", tender, facts={"seed": seed, "digest": report.digest})
    return report


def sign(report: Report, *, dissent: str | None = None, actor) -> Signature:
    """Sign as a member, with a dissenting opinion where there is one; the last signature ends the evaluation.

    Refuses NOT_A_MEMBER, ALREADY_SIGNED.
    """
    tender = lock(Tender, report.tender_id)
    member = queries.member(tender.id, actor.id)
    if member is None or member.state != MemberState.ACCEPTED:
        raise Refusal("NOT_A_MEMBER", _l("Only members of the committee sign its report."), status=403)
    if any(signature.member_id == member.id for signature in report.signatures):
        raise Refusal("ALREADY_SIGNED", _l("You have signed this report already."), status=409)
    signature = Signature(
        region_code=report.region_code, report_id=report.id, member_id=member.id, dissent=dissent or None
    )
    evidence.add(signature, actor)
    report.signatures.append(signature)
    audit.record(actor, "evaluation report signed", tender, note=dissent, facts={"digest": report.digest})
    if len(report.signatures) == member.committee.size:
        tenders.mark_evaluated(tender, actor=actor)
    return signature


def _scoring(member: Member, actor) -> Tender:
    """The tender locked, or a refusal where this member may not score now."""
    if member.user_id != actor.id:
        raise Refusal("NOT_YOURS", _l("This seat on the committee is another person's."), status=403)
    tender = lock(Tender, member.committee.tender_id)
    if tender.state != TenderState.OPENED:
        raise Refusal("NOT_IN_EVALUATION", _l("This tender is not under evaluation."), status=409)
    if not member.committee.is_complete:
        raise Refusal("COMMITTEE_INCOMPLETE", _l("Not every seat of the committee has been accepted yet."), status=409)
    if queries.undecided(tender):
        raise Refusal("BIDDERS_UNCHECKED", _l("The buyer has not checked every bidder yet."), status=409)
    if queries.report(tender.id) is not None:
        raise Refusal("REPORT_WRITTEN", _l("The report is written; scores can no longer change."), status=409)
    refuse_related(tender, actor)
    return tender


def _refuse_out_of_range(factor: Factor, points: int) -> None:
    if not 0 <= points <= factor.points * 100:
        raise Refusal(
            "OUT_OF_RANGE", _l("“%(factor)s” is scored from 0 to %(most)s.", factor=factor.name, most=factor.points)
        )


def _places(lot: Lot, seed: str) -> list[Place]:
    bids = queries.qualified(lot)
    totals = {bid.id: 0 for bid in bids}
    for score in queries.standing_scores(lot):
        totals[score.bid_id] += score.points_hundredths
    return places([Standing(bid.id, totals[bid.id], bid.content.past_rate_hundredths) for bid in bids], seed)


def _ranking(lot: Lot, place: Place, members: int) -> Ranking:
    bid = next(bid for bid in queries.qualified(lot) if bid.id == place.standing.bid_id)
    return Ranking(
        region_code=lot.region_code,
        tender_id=lot.tender_id,
        lot_id=lot.id,
        bid_id=bid.id,
        organisation_id=bid.organisation_id,
        position=place.position,
        total_hundredths=place.standing.total,
        members=members,
        past_rate_hundredths=place.standing.past_rate,
        tie_break=place.tie_break and TieBreak(place.tie_break),
    )


def _report_digest(tender: Tender, ranked: list[Ranking]) -> str:
    scores = [
        [score.sheet.member_id, score.bid_id, score.factor_id, score.points_hundredths]
        for lot in queries.open_lots(tender)
        for score in queries.standing_scores(lot)
    ]
    return _digest([scores, [[place.lot_id, place.bid_id, place.position, place.total_hundredths] for place in ranked]])


def _digest(value) -> str:
    shown = sorted([*map(str, value.items())]) if isinstance(value, dict) else value
    return hashlib.sha256(audit.canonical(shown).encode()).hexdigest()
