"""Words: no code writes its own, and the catalogue holds what is asked for and nothing else."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

from seedream_desktop.ui import catalogue, text
from tests.fixtures.trees import Trees

PACKAGE = Path(text.__file__).parents[1]
RESOURCES = PACKAGE.parent / "resources"
TREES = Trees(sorted(PACKAGE.rglob("*.py")))
SECTIONS = catalogue.sections_of("en")
DEFAULT_SECTIONS = {"line": "lines", "counted": "counts"}

# What shows words: Qt's own ways, those of the desk, and every widget of the house.
SHOWS = re.compile(
    r"set(Text|ToolTip|AccessibleName|AccessibleDescription|PlaceholderText|WindowTitle|Title"
    r"|StatusTip|WhatsThis|InformativeText|Prefix|Suffix|SpecialValueText)$"
    r"|add(Action|Item|Items|Menu|Section|Tab)$|^(put_up|say|Remark|Question)$|^show_"
)
# A word for people, not a code: begins with a capital, or holds several words.
WORDS = re.compile(r"^[A-Z][a-z]+|[A-Za-z]\s+[A-Za-z]|[a-z][.!?…]$")


def named(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def calls(tree: ast.AST):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@cache
def widgets() -> frozenset[str]:
    trees = [tree for path, tree in TREES.items() if path.parent.name == "widgets"]
    return frozenset(n.name for t in trees for n in ast.walk(t) if isinstance(n, ast.ClassDef))


def literals(node: ast.AST | None) -> list[str]:
    """Return what a node may be, where it is written out: "a", "a" if x else "b"."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def pieces(node: ast.AST) -> list[str]:
    """Return all that is written out in a text, also between what is filled in."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [piece.strip() for part in parts for piece in literals(part)]


def test_no_widget_is_given_words_that_are_not_in_the_catalogue():
    found = [
        f"{path.relative_to(PACKAGE)}:{call.lineno} {piece!r}"
        for path, tree in TREES.items()
        if path.relative_to(PACKAGE).parts[0] in ("ui", "app") and "cli" not in path.parts
        for call in calls(tree)
        if SHOWS.search(named(call)) or named(call) in widgets()
        for argument in (*call.args, *(each.value for each in call.keywords))
        for piece in pieces(argument)
        if WORDS.search(piece)
    ]
    assert found == []


# -- what is asked for is there


@cache
def constants(path: Path) -> dict[str, str]:
    """Return the names of a module that stand for one text."""
    found = {}
    for node in TREES[path].body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for value in literals(getattr(node, "value", None)):
            found |= {t.id: value for t in targets if isinstance(t, ast.Name)}
    return found


def section_of(call: ast.Call, path: Path) -> str | None:
    for keyword in call.keywords:
        if keyword.arg == "section":
            name = getattr(keyword.value, "id", "")
            return next(iter(literals(keyword.value)), constants(path).get(name))
    is_of_text = ast.unparse(call.func).startswith("text.")
    return DEFAULT_SECTIONS.get(named(call)) if is_of_text else None


def helpers_of(path: Path) -> dict[str, str]:
    """Return the functions of a module that say a code of one section."""
    found = {}
    for node in ast.walk(TREES[path]):
        is_assigned = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if is_assigned and named(node.value) == "partial":
            section = section_of(node.value, path)
            found |= {t.id: section for t in node.targets if section and isinstance(t, ast.Name)}
        if not isinstance(node, ast.FunctionDef) or not node.args.args:
            continue
        first = [a.arg for a in node.args.args if a.arg != "self"][:1]
        for call in calls(node):
            passes = call.args and [getattr(call.args[0], "id", "")] == first
            if passes and (section := section_of(call, path)):
                found[node.name] = section
    return found


@cache
def helpers() -> dict[Path, dict[str, str]]:
    own = {path: helpers_of(path) for path in TREES}
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                source = PACKAGE.parent.joinpath(*node.module.split(".")).with_suffix(".py")
                given = own.get(source, {})
                names = {a.asname or a.name: given[a.name] for a in node.names if a.name in given}
                own[path] = names | own[path]
    return own


def test_every_text_that_is_asked_for_is_in_the_catalogue():
    lacking = {
        f"[{section}] {code}": path.name
        for path, tree in TREES.items()
        for call in calls(tree)
        if call.args
        if (section := section_of(call, path) or helpers()[path].get(named(call)))
        for code in literals(call.args[0])
        if code not in SECTIONS.get(section, {})
    }
    assert lacking == {}


# -- what is in the catalogue is asked for


@cache
def written() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return all texts of the code, and the shapes of those that are put together."""
    texts, shapes = set(), set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w.]*"
                    for part in node.values
                ]
                shapes.add("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    for script in (RESOURCES / "review").glob("*.js"):
        said = script.read_text(encoding="utf-8")
        texts.update(re.findall(r'"(\w+)"', said))
        shapes |= {re.sub(r"\$\{\w+\}", r"[\\w.]*", s) for s in re.findall(r"say\(`([^`]*)`", said)}
    codes = [s for s in shapes if re.search(r"[a-z]+_|_[a-z]+", s.replace(r"[\w.]*", ""))]
    return frozenset(texts), tuple(re.compile(s) for s in codes)


def is_asked_for(code: str) -> bool:
    texts, shapes = written()
    return code in texts or any(shape.fullmatch(code) for shape in shapes)


def test_every_text_in_the_catalogue_is_asked_for():
    presets = tomllib.loads((RESOURCES / "presets.toml").read_text(encoding="utf-8"))
    cards = "".join(p.read_text(encoding="utf-8") for p in (RESOURCES / "cards").glob("*.toml"))
    in_resources = str(presets) + cards
    specs = set(re.findall(r"\{\w+:(\w+)\}", str([*SECTIONS.values()])))
    unused = [
        f"[{section}] {code}"
        for section, entries in SECTIONS.items()
        for code in entries
        if not is_asked_for(code)
        and section != "causes"  # names of other people's errors
        and not (section == "counts" and code in specs)
        and not (section == "presets" and code in in_resources)
    ]
    assert unused == []
