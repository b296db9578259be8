"""Files of cases: what is printed, and the exit code."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from settlement.documents.commands import policy_cli
from settlement.policy import run_files

FILES = sorted((Path(__file__).parents[2] / "policy_cases").glob("*.yaml"))
POLICY = "policy: {standards: {skill: 800.00, startup: 1000.00}, uplift: {skill: 200, startup: 200}}\n"
CASE = """cases:
  - name: Plain
    kind: skill
    class: {opened: 2009-01-05, ended: 2009-03-31}
    appraisal: passed
    as_of: 2012-12-31
    target: 800
"""


@pytest.fixture
def check(tmp_path):
    def run(*texts):
        paths = [tmp_path / f"{number}.yaml" for number, _ in enumerate(texts)]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run_files(paths)

    return run


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_worked_case_comes_out(path):
    lines, code = run_files([path])
    assert (code, len(lines)) == (0, 1), "\n".join(lines)


def test_a_case_that_differs_prints_one_line_with_its_reason(check):
    lines, code = check(POLICY + CASE.replace("target: 800", "target: 800.01\n    owed: 1"))
    assert code == 1
    assert len(lines) == 2
    assert "0.yaml:3: Plain: expected target 800.01, got 800.00; expected owed 1, got 800.00." in lines[0]
    assert "(1) The skill standard is 800.00 yuan. [内政发〔2008〕107号 clause 6]" in lines[0]
    assert lines[-1] == "0 passed, 1 failed"


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("target: 800", "refused: BAD_CASE", "expected refusal BAD_CASE, got target 800.00"),
        ("kind: skill", "kind: hobby", "target 800, got BAD_CASE. kind must be one of skill, startup, not hobby"),
        ("target: 800", "owed: x", "expected owed x, got 800.00"),
        ("    target: 800\n", "", "expects neither a target nor a refusal"),
        ("kind: skill", "kind: hobby\n    refused: BAD_CONTRACT", "expected refusal BAD_CONTRACT, got BAD_CASE"),
        ("as_of: 2012-12-31", "as_of: 2012-13-31", "as_of must be a date such as 2009-03-31, not 2012-13-31"),
        ("as_of: 2012-12-31", "as_of: 2012-12-31 10:00:00", "got BAD_CASE. as_of must be a date"),
        ("target: 800", "target: 800\n    paid: 1.005", "paid must be a number with at most two decimals, not 1.005"),
        ("target: 800", "target: 800\n    earlier: [{kind: skill}]", "earlier[0].class_ended is missing"),
        ("target: 800", "target: 800\n    contracts: [1]", "got BAD_CONTRACT. contracts[0] must be a set"),
        ("target: 800", "target: 800\n    contracts: {a: 1}", "got BAD_CONTRACT. contracts must be a list"),
    ],
)
def test_what_was_not_expected_is_named(check, was, now, said):
    lines, code = check(POLICY + CASE.replace(was, now))
    assert code == 1
    assert said in lines[0]


def test_totals_run_over_all_files(check):
    more = CASE.removeprefix("cases:\n").replace("target: 800", "target: 1")
    lines, code = check(POLICY + CASE, POLICY + CASE + more)
    assert (code, lines[-1]) == (1, "2 passed, 1 failed")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POLICY + CASE.replace("    target", "    tarif: 1\n    target"), "0.yaml: line 8: unknown key tarif"),
        (POLICY + CASE.replace("class: {", "class: {closed: 1, "), "0.yaml: line 5: unknown key closed"),
        (POLICY + CASE + "    contracts: [{employer: A,\n      trade: x}]\n", "0.yaml: line 10: unknown key trade"),
        (POLICY + CASE + "    contracts: [{extensions: [{from: x}]}]\n", "0.yaml: line 9: unknown key from"),
        (POLICY + CASE + "    earlier: [{ended: x}]\n", "0.yaml: line 9: unknown key ended"),
        (POLICY + CASE + "    policy: {options: {cap: 3}}\n", "0.yaml: line 9: unknown key cap"),
        (POLICY.replace("uplift", "up_lift") + CASE, "0.yaml: line 1: unknown key up_lift"),
        ("extra: 1\n" + POLICY + CASE, "0.yaml: line 1: unknown key extra"),
        (POLICY + CASE + "    kind: skill\n", "0.yaml: cannot be read: line 9: kind is given twice"),
        (POLICY + CASE + "    contracts: [\n", "0.yaml: cannot be read: "),
        (POLICY + CASE + "    contracts: &x [*x]\n", "refers to itself"),
        (POLICY + CASE + "    ? [a]\n    : 1\n", "a key must be text"),
        (POLICY + "cases: [1]\n", "case 1 is not a set of named values"),
        (POLICY, "it is not a file of cases"),
        ("", "it is not a file of cases"),
        (b"\xff\xfe\x00", "0.yaml: cannot be read: "),
        (b"cases: \xe9", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_names_line_and_key(check, text, said):
    lines, code = check(text, POLICY + CASE)
    assert code == 2
    assert said in lines[0]
    assert lines[-1] == "1 passed, 0 failed"


def test_a_missing_file_and_a_folder_exit_2(tmp_path):
    lines, code = run_files([tmp_path, tmp_path / "none.yaml"])
    assert code == 2
    assert all("cannot be read" in line for line in lines[:2])


def test_an_unknown_option_may_be_what_a_case_is_about(check):
    bad = "  - {name: Option, policy: {options: {cap: 3}}, refused: BAD_POLICY}\n"
    assert check(POLICY + CASE + bad) == (["2 passed, 0 failed"], 0)
    assert check(POLICY.replace("uplift", "lift") + "cases:\n" + bad) == (["1 passed, 0 failed"], 0)


def test_numbers_are_read_without_a_float(check):
    text = CASE.replace("target: 800", "target: 1001.15")
    assert check(POLICY.replace("800.00", "1001.15") + text) == (["1 passed, 0 failed"], 0)


def test_merge_keys_and_anchors_are_read(check):
    text = CASE.replace("- name", "- &plain\n    name") + "  - {<<: *plain, kind: startup, target: 1000}\n"
    assert check(POLICY + text) == (["2 passed, 0 failed"], 0)


def test_trade_level_and_group_are_the_text_as_written(check):
    policy = POLICY.replace("skill: 800.00", "skill: {06/04@no: 900}")
    text = CASE.replace("target: 800", "trade: 06\n    level: 04\n    group: no\n    target: 900")
    assert check(policy + text) == (["1 passed, 0 failed"], 0)


def test_the_command_prints_the_lines_and_exits_with_the_code(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(POLICY + CASE.replace("target: 800", "target: 1"))
    run = CliRunner().invoke(policy_cli, ["check", str(path), str(FILES[0])])
    assert run.exit_code == 1
    assert run.output.splitlines()[-1] == "36 passed, 1 failed"
    assert CliRunner().invoke(policy_cli, ["check", str(tmp_path / "b.yaml")]).exit_code == 2
    assert CliRunner().invoke(policy_cli, ["check"]).exit_code == 2
