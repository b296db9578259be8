"""Who may import what: the contracts of pyproject.toml hold, name every folder, and leave the rule pure."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("kernel", "tendering", "settlement")
NOT_ROOMS = {"static", "translations"}  # files that are served or compiled, no Python
RULE_MAY_IMPORT = {"numpy", "yaml", "kernel.money", "settlement.policy"}


def contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def rooms_named(floor: str) -> set[str]:
    """The rooms that the layers of a floor name, their order put aside."""
    own = [contract for contract in contracts() if contract.get("containers") == [floor]]
    return {room for contract in own for layer in contract["layers"] for room in re.findall(r"\w+", layer)}


def folders(floor: str) -> set[str]:
    return {path.name for path in (ROOT / floor).iterdir() if path.is_dir() and path.name != "__pycache__"}


def imports(path: Path) -> set[str]:
    """The full names of the modules that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_allowed(name: str) -> bool:
    own = any(name == allowed or name.startswith(f"{allowed}.") for allowed in RULE_MAY_IMPORT)
    return own or name.partition(".")[0] in sys.stdlib_module_names


def test_import_contracts_hold():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("floor", FLOORS)
def test_every_folder_of_a_floor_is_named_in_its_contract(floor):
    assert folders(floor) - NOT_ROOMS <= rooms_named(floor)


def test_every_folder_with_python_is_a_package():
    bare = {
        path.parent
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }
    assert not bare, "import-linter does not see a folder without __init__.py"


@pytest.mark.parametrize("path", sorted((ROOT / "settlement/policy").glob("*.py")), ids=lambda path: path.stem)
def test_the_rule_imports_nothing_but_numbers_yaml_and_money(path):
    assert {name for name in imports(path) if not is_allowed(name)} == set()


def test_nothing_in_the_house_imports_its_front_door_or_its_tests():
    files = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
    assert not {path for path in files if {name.partition(".")[0] for name in imports(path)} & {"wsgi", "tests"}}


def test_a_folder_that_no_contract_names_is_found(tmp_path, monkeypatch):
    (tmp_path / "kernel" / "cellar").mkdir(parents=True)
    monkeypatch.setattr(f"{__name__}.folders", lambda floor: {path.name for path in (tmp_path / floor).iterdir()})
    with pytest.raises(AssertionError):
        test_every_folder_of_a_floor_is_named_in_its_contract("kernel")
