"""The rules of the house: which room imports which, what a room may not do, and how large it may grow."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from doctest import DocTestFinder
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from pkgutil import walk_packages

import pytest

import receivables

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "receivables"
MODULES = sorted(PACKAGE.rglob("*.py"))
FRONT_DOOR = "__init__"
ANNEXE = "adapters"
INDEPENDENT_POLICIES = {"aging", "interest", "installments", "escalation"}
OUTSIDE_WORLD = {"io", "locale", "logging", "os", "pathlib", "random", "secrets", "socket", "subprocess", "tempfile"}
OUTSIDE_WORLD |= {"time", "urllib"}
DOORS = {
    "credit_policy.py": {"os", "pathlib"},  # load_document opens the file that its caller names
    "credit_book/book.py": {"os"},  # for the type of a path
    "catalogue/plugins.py": {"os"},  # what is installed is a part of the environment, and so is the switch for it
}
"""The modules of the core that touch something outside, what that is, and why."""
FUNCTION_LINES, MODULE_LINES = 50, 350


def room_of(path: Path) -> str:
    """The room of a module: its name, or that of its folder; ``__main__`` is a door of the annexe."""
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return ANNEXE if room == "__main__" else room


def printed_rooms() -> list[str]:
    """The rooms in the order in which docs/explanation/architecture.md prints them, top to bottom."""
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    tree = re.search(r"^## The rooms\n.*?^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert tree, "no ```text fence under '## The rooms'"
    return re.findall(r"^ {2}([a-z_]+)(?:\.py|/)(?=\s|$)", tree[1], re.MULTILINE)


ROOMS = printed_rooms()
CORE = [path for path in MODULES if room_of(path) not in (FRONT_DOOR, ANNEXE)]


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imported_rooms(path: Path) -> Iterator[tuple[int, str]]:
    """Line and room of every import of our own in a module, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for parts in (name.split(".") for name in names):
            if parts[0] == "receivables":
                yield node.lineno, parts[1] if len(parts) > 1 and parts[1] in ROOMS else FRONT_DOOR


def may_import(room: str, other: str) -> bool:
    """Whether ``room`` may import ``other``: a core room what stands above it, the front door and the annexe all."""
    if room == other or room in (FRONT_DOOR, ANNEXE):
        return True
    if other in (FRONT_DOOR, ANNEXE) or {room, other} <= INDEPENDENT_POLICIES:
        return False
    return ROOMS.index(other) < ROOMS.index(room)


def test_the_page_prints_every_room_once():
    """The picture is true: every room of the package is in it, and every room in it exists."""
    existing = {room_of(path) for path in MODULES} | {"data" for _ in (PACKAGE / "data").glob("*")}
    assert sorted(ROOMS) == sorted(existing)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_go_down(path):
    """A room imports only rooms that are printed above it."""
    room = room_of(path)
    wrong = [f"line {line}: {other}" for line, other in imported_rooms(path) if not may_import(room, other)]
    assert wrong == []


def test_import_loads_nothing_optional():
    """Extras are loaded when they are used, not when the library is, however much of it."""
    script = "import sys; from receivables import *; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert {"rich", "narwhals", "jinja2", "holidays", "hypothesis"} & set(loaded.split()) == set()


def test_front_door_is_sorted():
    """``__all__`` is in plain order, without repetition, and every name in it is there."""
    assert list(receivables.__all__) == sorted(set(receivables.__all__))
    assert [name for name in receivables.__all__ if not hasattr(receivables, name)] == []


@cache
def documented_constants() -> set[str]:
    """The names at the top of a module that are followed by a text which explains them."""
    names = set()
    for path in MODULES:
        for pair in pairwise(ast.parse(path.read_text(encoding="utf-8")).body):
            match pair:
                case (
                    ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str())),
                ):
                    names.add(name)
    return names


def public_names() -> dict[tuple[str, int], object]:
    """Whatever modules offer by ``__all__``, once, as parameters of a test: the name, and what it is."""
    found = {}
    for module in walk_packages(receivables.__path__, "receivables."):
        if not any(part.startswith("_") for part in module.name.split(".")):
            offering = import_module(module.name)
            for name in getattr(offering, "__all__", ()):
                value = getattr(offering, name)
                found.setdefault((name, id(value)), pytest.param(name, value, id=f"{module.name}.{name}"))
    return found


@pytest.mark.parametrize(("name", "value"), public_names().values())
def test_public_names_are_explained(name, value):
    """A class or function by an example that runs, in it or in a method; a constant by a text beside it.

    That classes, functions and methods say in words what they are, ruff checks (D101 to D103).
    """
    if inspect.isclass(value) or inspect.isroutine(value):
        assert any(test.examples for test in DocTestFinder().find(value, name))
    else:
        assert name in documented_constants()


@pytest.mark.parametrize("room", sorted({room_of(path) for path in CORE}))
def test_every_room_says_what_it_offers(room):
    """By ``__all__``; what the front door offers comes from there."""
    assert import_module(f"receivables.{room}").__all__


def banned(node: ast.AST) -> str | None:
    """What a piece of code does that a core room must not do."""
    match node:
        case ast.Assert():
            return "assert for validation: it vanishes under python -O"
        case ast.Attribute(value=ast.Name(id="date" | "datetime"), attr="today" | "now" | "utcnow" as name):
            return f"reads the clock: {name}"
        case ast.Attribute(value=ast.Name(id="time"), attr="time" | "time_ns"):
            return "reads the clock: time"
        case ast.Name(id="getcontext" | "localcontext" | "setcontext" as name):
            return f"uses the ambient decimal context: {name}"
        case ast.Attribute(attr="getcontext" | "localcontext" | "setcontext" as name):
            return f"uses the ambient decimal context: {name}"
        case ast.Call(func=ast.Name(id="float" | "round" | "print" | "input" as name)):
            return f"calls {name}"
        case ast.Call(func=ast.Name(id="open") | ast.Attribute(attr="open")):
            return "opens a file"
    return None


def door_for_files(path: Path, tree: ast.Module) -> set[ast.AST]:
    """The one place in the core that may open a file: ``credit_policy.load_document``."""
    if room_of(path) != "credit_policy":
        return set()
    loads = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "load_document"]
    return {inner for load in loads for inner in ast.walk(load)}


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_core_rooms_are_pure(path):
    """No clock, no floats, no ambient decimal context, no files, no assert."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = door_for_files(path, tree)
    found = [(node, banned(node)) for node in ast.walk(tree)]
    if (
        name_of(path) == "testing/conformance/laws.py"
    ):  # a policy is tried under a decimal context that spoils careless sums
        found = [(node, why) for node, why in found if why != "uses the ambient decimal context: localcontext"]
    wrong = [(node.lineno, why) for node, why in found if why and not (why == "opens a file" and node in allowed)]
    assert wrong == []


def outside_modules(path: Path) -> set[str]:
    """The modules of the standard library and of others that a module imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name.split(".")[0] for name in plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}}


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_core_rooms_touch_nothing_outside(path):
    """No files, environment, clock, locale, chance or network: what a core room does depends on what it is given."""
    assert outside_modules(path) & OUTSIDE_WORLD <= DOORS.get(name_of(path), set())


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    first = function.body[0]
    explained = ast.get_docstring(function) is not None
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if explained else 0)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_grows_too_large(path):
    """A function has at most 50 lines besides its docstring, a module at most 350."""
    text = path.read_text(encoding="utf-8")
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    sizes = {function.name: code_lines(function) for function in functions}
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES} == {}
    assert len(text.splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("room", sorted({room_of(path) for path in CORE}))
def test_every_room_has_its_page(room):
    """One subject, one room, one page."""
    assert (ROOT / "docs" / "reference" / f"{room}.md").is_file()
