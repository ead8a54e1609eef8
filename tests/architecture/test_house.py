"""The house rules that no bought tool checks, one sentence each."""

import ast
import re
import socket
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import seedream_desktop
from seedream_desktop.domain import errors
from tests.fixtures.trees import Trees

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "seedream_desktop"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
DEV = ROOT / "dev.py"
SOURCES = [*MODULES, *TESTS, DEV]
TREES = Trees(SOURCES)

LINES_MAX = 300
TEST_LINES_MAX = 500
FUNCTION_LINES_MAX = 40
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc", "stuff"}

# What must never be tracked, spelt so that this file does not match itself.
PERSONAL_PLACE = re.compile(r"(?<![\w.>$}])/(?:root|work|Users/[A-Za-z]\w*|home/[a-z]\w*)/\w")
PACKAGE_ADDRESS = re.compile(r"index[-]url|files[.]pythonhosted|pypi[.]org/simple")


def where(path: Path, line: int = 0) -> str:
    place = path.relative_to(ROOT).as_posix()
    return f"{place}:{line}" if line else place


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(TREES[path]) if isinstance(node, ast.Call))


def tracked_files() -> list[Path]:
    """Return the files under version control, or all of a source archive."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = [name for name in listed.stdout.split("\0") if name]
    if listed.returncode != 0:
        return [p for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_the_package_under_test_is_the_one_beside_the_tests():
    assert Path(seedream_desktop.__file__).is_relative_to(ROOT)


@pytest.mark.parametrize(
    ("paths", "lines_max"), [([*MODULES, DEV], LINES_MAX), (TESTS, TEST_LINES_MAX)]
)
def test_no_module_has_more_than_300_lines_and_no_test_module_more_than_500(paths, lines_max):
    lengths = {where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {name: lines for name, lines in lengths.items() if lines > lines_max} == {}


def test_no_function_of_the_package_has_more_than_40_lines():
    long = {
        f"{where(path, node.lineno)} {node.name}": node.end_lineno - node.lineno + 1
        for path in [*MODULES, DEV]
        for node in functions(TREES[path])
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    }
    assert long == {}


def test_package_files_are_empty_but_for_the_version_at_the_root():
    full = [p for p in MODULES if p.name == "__init__.py" and p.read_text(encoding="utf-8").strip()]
    assert full == [PACKAGE / "__init__.py"]
    kinds = [type(node) for node in TREES[PACKAGE / "__init__.py"].body]
    assert kinds == [ast.Expr, ast.Assign]


def test_no_module_or_folder_has_a_name_that_says_nothing():
    parts = {where(path): {*path.relative_to(PACKAGE).with_suffix("").parts} for path in MODULES}
    assert {name for name, words in parts.items() if words & VAGUE} == set()


def test_every_module_says_in_one_line_what_it_is_for():
    first_lines = {
        where(path): (ast.get_docstring(TREES[path]) or "").partition("\n")[0]
        for path in [*MODULES, DEV]
        if path.name != "__init__.py"
    }
    assert {name for name, line in first_lines.items() if not line.endswith((".", ":"))} == set()


def test_only_the_console_prints():
    printing = [
        where(path, call.lineno)
        for path in MODULES
        if not path.is_relative_to(PACKAGE / "app" / "cli")
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]
    assert printing == []


def test_nothing_is_executed_from_text_and_no_nested_event_loop_is_started():
    """exec() and eval() run text; .exec() of a Qt dialog or menu starts a loop inside a loop.

    Drags alone have no other way: one place begins them, outside of every coroutine.
    """
    executing = [
        where(path, call.lineno)
        for path in MODULES
        for call in calls(path)
        if (isinstance(call.func, ast.Name) and call.func.id in {"exec", "eval"})
        or (isinstance(call.func, ast.Attribute) and call.func.attr in {"exec", "exec_"})
        if ast.unparse(call) != "drag.exec(Qt.DropAction.CopyAction)"
    ]
    assert executing == []
    handing = (PACKAGE / "ui" / "desk" / "handing.py").read_text(encoding="utf-8")
    dragging = [path for path in MODULES if "QDrag(" in path.read_text(encoding="utf-8")]
    assert (len(dragging), handing.count("drag.exec(")) == (1, 1)


def error_classes() -> list[type[errors.SeedreamError]]:
    found = [errors.SeedreamError]
    for cls in found:
        found.extend(cls.__subclasses__())
    return [cls for cls in found if cls.__module__ == errors.__name__]


@pytest.mark.parametrize("error", error_classes(), ids=lambda cls: cls.__name__)
def test_every_error_says_when_it_happens_and_stands_in_the_tree(error):
    assert len(error.__doc__ or "") > 20
    assert error.__name__ in (errors.__doc__ or "")


def room(path: Path) -> str:
    """Return the package of the tree that a module belongs to: engine, net, app."""
    return path.relative_to(PACKAGE).parts[0]


def test_an_error_that_leaves_its_package_is_of_the_one_tree():
    families = {cls.__name__ for cls in error_classes()} | {"Exception", "BaseException"}
    private = {
        (room(path), node.name)
        for path in MODULES
        if path != PACKAGE / "domain" / "errors.py"
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.ClassDef)
        for base in map(ast.unparse, node.bases)
        if base.rpartition(".")[2] in families or base.endswith("Error")
    }
    leaving = [
        f"{where(path, node.lineno)} {alias.name}"
        for path in MODULES
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        for home, name in private
        if alias.name == name
        and room(path) != home
        and (node.module or "").startswith(f"seedream_desktop.{home}")
    ]
    assert leaving == []


def test_an_error_is_raised_with_a_code_not_with_a_sentence():
    families = {cls.__name__ for cls in error_classes()}
    wordy = [
        where(path, node.lineno)
        for path in MODULES
        for node in calls(path)
        if isinstance(node.func, ast.Name) and node.func.id in families
        for code in node.args[:1]
        if isinstance(code, ast.JoinedStr)
        or (isinstance(code, ast.Constant) and not re.fullmatch(r"[a-z0-9_]+", str(code.value)))
    ]
    assert wordy == []


def test_tracked_files_name_no_machine_and_no_package_address():
    host = socket.gethostname()
    found = []
    for path in tracked_files():
        data = path.read_bytes()
        if b"\0" in data[:8000]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            named = len(host) > 8 and host in line
            if named or PERSONAL_PLACE.search(line) or PACKAGE_ADDRESS.search(line):
                found.append(where(path, number))
    assert found == []


def test_versions_are_pinned_exactly_and_without_addresses():
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    where = r'(?:python_version|sys_platform) [<=]+ "[\w.]+"|platform_machine in "[\w ]+"'
    shape = re.compile(rf"[\w.-]+==[\w.]+(; (?:{where}))?")
    assert [pin for pin in pins if not shape.fullmatch(pin)] == []


def test_every_dependency_is_pinned_and_has_its_line_in_decisions():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = [re.split(r"[<>=!~;\[ ]", text)[0] for text in wanted]
    pins = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    decisions = (PACKAGE / "DECISIONS.md").read_text(encoding="utf-8")
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in pins.splitlines()}
    assert [name for name in names if name.lower() not in pinned] == []
    assert [name for name in names if f"| {name} |" not in decisions] == []


def test_the_layers_are_a_contract_that_a_machine_checks():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    depth = {name: row for row, names in enumerate(layers) for name in names.split(" | ")}
    order = ["app", "ui", "engine", "net", "logs", "ports", "domain"]
    assert sorted(order, key=depth.__getitem__) == order
    assert len({depth[name] for name in order}) == len(order)
    middle = ("engine", "providers", "storage", "imaging", "exporting", "settings")
    assert {depth[name] for name in middle} == {depth["engine"]}


def test_each_guarded_library_has_one_door():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    guarded = {name for c in contracts for name in c.get("forbidden_modules", ())}
    assert guarded >= {"httpx", "sqlite3", "keyring", "PIL", "numpy"}
