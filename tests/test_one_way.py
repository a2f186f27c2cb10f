"""Data flows one way: each stage of the library may import only the stages before it, and only the edge is an edge."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from conftest import PROJECT

LIBRARY = PROJECT / "hooks" / "policybook"
# From first to last; a module may import its own stage and earlier ones.
STAGES = (
    ("findings", "dates", "fingerprint", "tokens", "colours", "languages", "letters", "troubles", "wall"),
    ("source",),
    ("model",),
    ("book",),
    ("review_status", "prose", "checks", "pins", "coverage"),
    ("token_values",),
    ("references",),
    ("changes",),
    ("blocks",),
    ("load", "waivers"),
    ("history",),
    ("rules",),
    ("judge",),
    ("since", "reviewed_text"),
    ("report",),
    ("views.wording",),
    ("render.inline",),
    ("views",),
    ("render",),
    ("artefacts",),
    ("publish", "generated", "clock", "confirm", "reviews", "review_file"),
    ("review_forms",),
    ("confirming", "impact", "reviewing"),
    ("cli", "__main__"),
)
MODULES = sorted(LIBRARY.rglob("*.py"))


def name_of(path) -> str:
    return ".".join(path.relative_to(LIBRARY).with_suffix("").parts).removesuffix(".__init__")


def stage_of(module: str) -> int:
    """The stage of the longest name that fits, so that ``views.wording`` is not ``views``."""
    fits = [
        (len(name), number)
        for number, names in enumerate(STAGES)
        for name in names
        if (module + ".").startswith(name + ".")
    ]
    assert fits, f"{module} has no stage: give it one"
    return max(fits)[1]


def imports_of(path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= (
                {f"{node.module}.{alias.name}" for alias in node.names}
                if node.module == "policybook"
                else {node.module}
            )
    return names


@pytest.mark.parametrize("path", [m for m in MODULES if name_of(m) not in ("", "__init__")], ids=name_of)
def test_a_module_imports_only_earlier_stages(path) -> None:
    own = stage_of(name_of(path))
    for imported in imports_of(path):
        if imported.startswith("policybook."):
            assert stage_of(imported.removeprefix("policybook.")) <= own, f"{name_of(path)} imports {imported}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_library_knows_nothing_of_mkdocs(path) -> None:
    assert not {name for name in imports_of(path) if name.split(".")[0] in ("mkdocs", "material", "site_hooks")}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_clock_asks_what_day_it_is(path) -> None:
    text = path.read_text(encoding="utf-8")
    asks = any(words in text for words in ("date.today(", "datetime.now(", "datetime.today(", "time.time("))
    assert not asks or name_of(path) == "clock"


def test_check_imports_neither_mkdocs_nor_weasyprint_nor_jinja() -> None:
    code = (
        "import sys; from policybook.cli import main; main(['check', '--format', 'json', '--root', sys.argv[1]]);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'mkdocs', 'weasyprint', 'jinja2', 'markdown', 'pikepdf'}))"
    )
    line = [sys.executable, "-c", code, str(PROJECT / "tests" / "school")]
    done = subprocess.run(line, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(PROJECT / "hooks")})
    assert done.stdout.splitlines()[-1] == "[]"
