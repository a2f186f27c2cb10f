"""Data flows one way: each folder of the library may import only the folders before it, and only the edge is an edge."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from conftest import PROJECT

LIBRARY = PROJECT / "hooks" / "policybook"
ROOMS = (
    *("basics", "source", "model", "book", "loading", "references", "revisions", "rules"),
    *("changes", "review", "editing", "views", "render", "report", "commands"),
)
"""The folders of the library, from first to last: a folder imports only itself and those before it."""
MODULES = sorted(LIBRARY.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(LIBRARY).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules_imported(path: Path) -> set[str]:
    """The modules of the library that a module imports, wherever in it."""
    known = {name_of(module) for module in MODULES} - {"", "__init__"}
    own = {name.removeprefix("policybook.") for name in imports_of(path) if name.startswith("policybook.")}
    return {name if name in known else name.rpartition(".")[0] for name in own}


def test_every_module_lies_in_a_room() -> None:
    rooms = {path.relative_to(LIBRARY).parts[0] for path in MODULES}
    assert rooms - {"__init__.py", "__main__.py"} == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_those_before_it(room: str) -> None:
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    found = {
        f"{name_of(path)} imports {imported}"
        for path in (LIBRARY / room).rglob("*.py")
        for imported in modules_imported(path)
        if imported.partition(".")[0] not in allowed
    }
    assert found == set()


def test_no_two_modules_import_each_other() -> None:
    """Not by way of others, either."""
    sorter = graphlib.TopologicalSorter({name_of(path): modules_imported(path) - {name_of(path)} for path in MODULES})
    try:
        sorter.prepare()
    except graphlib.CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def test_no_name_of_a_module_is_used_twice() -> None:
    """A name that one looks for leads to one place; two rooms are packages of rules on what other rooms hold."""
    names = Counter(path.stem for path in MODULES if path.stem != "__init__")
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_library_knows_nothing_of_mkdocs(path) -> None:
    assert not {name for name in imports_of(path) if name.split(".")[0] in ("mkdocs", "material", "site_hooks")}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_clock_asks_what_day_it_is(path) -> None:
    text = path.read_text(encoding="utf-8")
    asks = any(words in text for words in ("date.today(", "datetime.now(", "datetime.today(", "time.time("))
    assert not asks or name_of(path) == "commands.clock"


def test_check_imports_neither_mkdocs_nor_weasyprint_nor_jinja() -> None:
    code = (
        "import sys; from policybook.commands.command_line import main; main(['check', '--format', 'json', '--root', sys.argv[1]]);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'mkdocs', 'weasyprint', 'jinja2', 'markdown', 'pikepdf'}))"
    )
    line = [sys.executable, "-c", code, str(PROJECT / "tests" / "school")]
    done = subprocess.run(line, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(PROJECT / "hooks")})
    assert done.stdout.splitlines()[-1] == "[]"
