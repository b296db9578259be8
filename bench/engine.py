"""The contestant that counts: drafts every region through the real reading and the real verbs, then posts.

python -m bench.engine sqlite|postgresql DIRECTORY draft|post|next
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from bench.contest import Watch, awake, codes, say
from bench.region import NEXT, PERIOD
from kernel import clock
from kernel.accounts.models import User
from kernel.db import db, writing
from settlement.entitlements.reading import read
from settlement.runs import periods, queries, service
from settlement.vouchers import service as vouchers


def draft(regions: list[str], period: str) -> dict:
    """Seconds from the first read to the last commit, one transaction a region; how much of them was reading."""
    whole, reading, lines, fen = Watch(), Watch(), 0, 0
    with whole:
        for code in regions:
            with reading:
                found = read(code, periods.last_day(period))
            with writing():
                run = service.draft(region_code=code, period=period, reading=found, actor=actor(code, "labour_officer"))
                lines, fen = lines + run.lines, fen + run.total_fen
            del found
            db.session.remove()
    return {**whole.facts, "reading": reading.seconds, "lines": lines, "fen": fen}


def approve(regions: list[str]) -> float:
    """Through every state by its verb, the lists confirmed by the institutions; the seconds this took."""
    begun = perf_counter()
    for code in regions:
        for step in (confirm, close, review, publish):
            with writing():
                step(queries.open_run(code))
    with writing():
        clock.move_to(max(queries.open_run(code).publicity_ends_on for code in regions) + timedelta(days=1))
    for code in regions:
        with writing():
            service.approve(queries.open_run(code), actor=actor(code, "finance_approver"), note="")
    return perf_counter() - begun


def confirm(run) -> None:
    for organisation in queries.organisations(run):
        user = db.session.scalars(db.select(User).filter_by(organisation_id=organisation.id).order_by(User.id)).first()
        service.confirm_list(run, organisation_id=organisation.id, actor=user)


def close(run) -> None:
    service.close_confirmation(run, actor=actor(run.region_code, "labour_officer"))


def review(run) -> None:
    service.review(run, actor=actor(run.region_code, "labour_reviewer"), note="")


def publish(run) -> None:
    service.publish(run, actor=actor(run.region_code, "labour_officer"))


def post(regions: list[str]) -> dict:
    """Every run posted by the one button, vouchers, ledger and snapshots included; a transaction each."""
    whole = Watch()
    with whole:
        for code in regions:
            with writing():
                vouchers.post(queries.open_run(code), actor=actor(code, "finance_officer"))
            db.session.remove()
    return whole.facts


def actor(code: str, role: str) -> User:
    return db.session.get_one(User, USERS[code][role])


USERS: dict = {}


def main(kind: str, directory: str, what: str) -> None:
    USERS.update({each["code"]: each["users"] for each in json.loads((Path(directory) / "ground.json").read_text())})
    regions = codes(directory)
    with awake().app_context():
        if what == "draft":
            say(**draft(regions, PERIOD))
        elif what == "post":
            stepped = approve(regions)
            say(steps=stepped, **post(regions))
        else:
            say(**draft(regions, NEXT))


if __name__ == "__main__":
    main(*sys.argv[1:])
