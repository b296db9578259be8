"""`flask check`: green on the demonstration, red on each tampered copy, by the check that is about what was done."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from kernel.db import begin_snapshot, db
from settlement.checks import queries
from tests.conftest import close, make_app
from tests.demonstration.tampering import CASES


@pytest.fixture(scope="module")
def copied(built, tmp_path_factory):
    """The demonstration as a file without triggers, and an application on another file beside it."""
    directory = tmp_path_factory.mktemp("tampered")
    var_dir = built.config["SETTINGS"].var_dir
    source, target = sqlite3.connect(var_dir / "house.db"), sqlite3.connect(directory / "untouched.db")
    with closing(source), closing(target):
        source.backup(target)
        for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f"DROP TRIGGER {name}")
        target.commit()
    app = make_app(f"sqlite:///{directory / 'house.db'}", var_dir)
    yield app, directory
    close(app)


@pytest.fixture
def tampered(copied):
    """Do this to a new copy; the application works on it until the end of the test."""
    app, directory = copied
    for old in directory.glob("house.db*"):
        old.unlink()
    shutil.copy(directory / "untouched.db", directory / "house.db")

    def tamper(*statements):
        with closing(sqlite3.connect(directory / "house.db")) as connection:
            for statement in statements:
                assert connection.execute(statement).rowcount, statement
            connection.commit()

    with app.app_context():
        yield tamper
        db.session.remove()
        db.engine.dispose()


def red(region_code=None) -> dict[str, list[str]]:
    """{name of a red check: the keys that offend}."""
    begin_snapshot()
    return {
        each.check.name: [fault.key for fault in each.found.faults]
        for each in queries.look(region_code)
        if not each.found.is_green
    }


def test_the_demonstration_is_green_and_says_so(demonstration):
    answer = demonstration.test_cli_runner().invoke(args=["check"])
    lines = answer.output.splitlines()
    assert answer.exit_code == 0, answer.output
    assert len(lines) == len(demonstration.extensions["checks"]) + 1
    assert all(line.startswith("正常") for line in lines[:-1])
    for region_code in ("150100", "150200", "150300"):
        assert red(region_code) == {}


def test_an_untouched_copy_is_green(tampered):
    assert red() == {}


@pytest.mark.parametrize("what", CASES)
def test_a_tampered_copy_is_red(tampered, what):
    name, key, *statements = CASES[what]
    tampered(*statements)
    found = red()
    assert name in found, found
    assert any(key in named for named in found[name]), found[name]


def test_the_command_names_what_offends_and_ends_with_1(tampered, copied):
    tampered(*CASES["a payment twice"][2:])
    answer = copied[0].test_cli_runner().invoke(args=["check", "--region", "150100"])
    assert answer.exit_code == 1
    assert "呼凭2026-000001" in answer.output
    elsewhere = copied[0].test_cli_runner().invoke(args=["check", "--region", "150200"])
    assert elsewhere.exit_code == 0, elsewhere.output
    assert copied[0].test_cli_runner().invoke(args=["check", "--region", "999999"]).exit_code == 2


def test_a_run_of_the_demonstration_is_computed_again_without_a_difference(demonstration):
    answer = demonstration.test_cli_runner().invoke(args=["settle", "replay", "150100-2026-08"])
    assert (answer.exit_code, answer.output) == (0, "330 条明细，无差异\n")
    assert demonstration.test_cli_runner().invoke(args=["settle", "replay", "150100-2031-08"]).exit_code == 2


def test_a_replay_prints_what_differs_then_and_now(tampered, copied):
    tampered(*CASES["a contract end changed after posting"][2:])
    answer = copied[0].test_cli_runner().invoke(args=["settle", "replay", "150100-2026-08"])
    assert answer.exit_code == 1
    assert "150100-2026-08 1: 合同上浮：原为 200.00，重算为 0.00" in answer.output
    assert copied[0].test_cli_runner().invoke(args=["settle", "replay", "150200-2026-08"]).exit_code == 0
