"""Many processes at the last of a fund: never below zero, each loser told why. Both databases, with mutants.

Eight of them in the suite; `HOUSE_CROWD=50` brings fifty.
"""

import os
from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import db, writing
from settlement.funds import queries
from settlement.funds.models import Fund, Source
from tendering.permissions import Role
from tests import factories as makers
from tests.settlement.racing import race

pytestmark = pytest.mark.races
PERSON = 80000
CROWD = int(os.environ.get("HOUSE_CROWD", "8"))
TAKE = """
import numpy as np
from kernel.accounts.models import User
from settlement.funds import ledger, queries, service
from settlement.funds.models import Act, Account, Fund, FundKind, Source
{mutation}
def take():
    actor, fund = db.session.get_one(User, given["actor"]), db.session.get_one(Fund, given["fund"])
    if given["reserves"]:
        service.reserve(run_id=given["run"], region_code=fund.region_code, year=fund.year, paper="run", actor=actor,
                        vouchers=[(FundKind.EMPLOYMENT, np.array([given["fen"]]))])
    else:
        fund = service.of_year(fund.region_code, fund.year)
        amounts = service.shares(fund, np.array([given["fen"]]))
        service.charge(fund, [service.Charge("voucher", amounts)], run_id=given["run"], actor=actor)
try:
    with db.session.begin_nested():
        take()
    answer = ["taken", ""]
except (Refusal, IntegrityError) as error:
    refusal = error if isinstance(error, Refusal) else from_integrity_error(error)
    answer = [refusal.code, str(refusal.sentence)]
"""
# What is available is read before the lock, and what is written is looked at by nobody but the database.
STALE = """
ledger._refuse_overdraft = lambda fund, legs: None
queries.available = lambda fund: {{Source(source): fen for source, fen in given["seen"].items()}}
"""


@pytest.fixture
def house(own_database, tmp_path):
    with own_database.app.app_context():
        with writing():
            clock.move_to(date(2026, 5, 6))
        yield own_database


def at_the_last_of_it(house, directory, processes, *, mutation="", **money):
    """Each wants 800.00, every second one as a reservation and the others for a voucher: (answers, the fund)."""
    made = makers.load()
    with writing():
        fund, officer = made.fund(**money), made.user(Role.FINANCE_OFFICER)
        seen = {source.value: fen for source, fen in queries.available(fund).items()}
        common = {"fund": fund.id, "actor": officer.id, "fen": PERSON, "seen": seen}
        fund_id = fund.id
    givens = [{**common, "run": number, "reserves": number % 2 == 0} for number in range(processes)]
    answers = race(house, TAKE.format(mutation=mutation.strip().format()), givens, directory=directory, rehearsed=True)
    db.session.rollback()
    return answers, db.session.get_one(Fund, fund_id)


def test_who_comes_too_late_for_the_last_of_a_fund_is_told_what_is_missing(house, tmp_path):
    persons = CROWD * 2 // 5
    answers, fund = at_the_last_of_it(house, tmp_path, CROWD, own=persons * PERSON + PERSON - 1)
    told = Counter(code for code, _ in answers)
    assert told == {"taken": persons, "FUND_SHORT": CROWD - persons}
    losers = {sentence for code, sentence in answers if code == "FUND_SHORT"}
    assert losers == {"2026 年就业专项资金余额不足，还差 800.00 元（现有：本级预算 799.99）。"}
    balance = queries.balance_of(fund)
    assert balance.available == PERSON - 1
    assert balance.reserved + balance.payable == persons * PERSON
    assert fund.entries == 1 + persons
    assert (queries.unbalanced(), queries.overdrawn()) == ([], [])


def test_by_ratio_the_source_that_runs_out_first_is_named(house, tmp_path):
    """800.00 by 2 : 1 are 533.33 and 266.67; the own budget holds three times that."""
    money = {"order": ["transfer", "own"], "weights": [2, 1], "transfer": 10 * PERSON, "own": 3 * 26667}
    answers, fund = at_the_last_of_it(house, tmp_path, 8, **money)
    assert Counter(code for code, _ in answers) == {"taken": 3, "FUND_SHORT": 5}
    assert all("还差 本级预算 266.67 元" in sentence for code, sentence in answers if code == "FUND_SHORT")
    assert queries.available(fund) == {Source.TRANSFER: 10 * PERSON - 3 * 53333, Source.OWN: 0}


def test_where_the_code_looks_away_the_database_has_the_last_word(house, tmp_path):
    answers, fund = at_the_last_of_it(house, tmp_path, 8, mutation=STALE, own=3 * PERSON)
    assert Counter(code for code, _ in answers) == {"taken": 3, "FUND_SHORT": 5}
    assert {sentence for code, sentence in answers if code == "FUND_SHORT"} == {"资金余额不足。"}
    assert queries.balance_of(fund).available == 0


def test_without_either_the_fund_would_go_below_zero(house, tmp_path):
    """The mutant: what the tests above hold fails here, and the check finds it."""
    with sa.create_engine(house.owner_url).begin() as connection:
        where = " ON ledger_entries" if house.kind == "postgresql" else ""
        connection.execute(sa.text(f"DROP TRIGGER ledger_entries_balance{where}"))
    answers, fund = at_the_last_of_it(house, tmp_path, CROWD, mutation=STALE, own=3 * PERSON)
    assert Counter(code for code, _ in answers) == {"taken": CROWD}
    assert queries.balance_of(fund).available == (3 - CROWD) * PERSON
    assert [row.fen for row in queries.overdrawn()] == [(3 - CROWD) * PERSON]


DRAW = """
from datetime import date
from kernel.accounts.models import User
from settlement.funds import opening_service
from settlement.funds.models import Fund, Source
try:
    with db.session.begin_nested():
        opening_service.appropriate(
            db.session.get_one(Fund, given["fund"]), source=Source.UNEMPLOYMENT_FUND, amount_fen=given["fen"],
            document_number="财社1号", dated_on=date(2026, 5, 6), statement="已足额发放",
            insurance_balance_fen=given["balance"], actor=db.session.get_one(User, given["actor"]))
    answer = ["drawn", ""]
except Refusal as refusal:
    answer = [refusal.code, refusal.article]
"""


def test_of_eight_draws_at_once_those_within_half_of_the_balance_are_taken(house, tmp_path):
    """12,345,678.90: three times a quarter less than half fits, the fourth would be over it by a fen."""
    made = makers.load()
    with writing():
        fund, officer = made.fund(own=0), made.user(Role.FINANCE_OFFICER)
        given = {"fund": fund.id, "actor": officer.id, "fen": 154_320_987, "balance": 1_234_567_890}
    answers = race(house, DRAW, [given] * 8, directory=tmp_path, rehearsed=True)
    db.session.rollback()
    assert Counter(map(tuple, answers)) == {("drawn", ""): 3, ("DRAW_OVER_HALF", "内政发〔2008〕107号 3"): 5}
    assert queries.appropriated(db.session.get_one(Fund, given["fund"]), Source.UNEMPLOYMENT_FUND) == 462_962_961
