"""What a check costs: ``.venv/bin/python tests/benchmark.py``. Ratios of one run, because machines differ and are busy.

Prints two tables. The first compares the check of a whole book, as a process, with an empty Python and
with importing the two libraries that reading needs. The second judges the book a hundred times over in one process, and
says how its time grows with the book. The book is the tests' own, so that figures of two years can be compared.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "tests" / "learning_opportunities"
sys.path.insert(0, str(ROOT / "hooks"))

from policybook.rules.checking import check_project  # noqa: E402 - found by the line above
from policybook.source.sources import Sources  # noqa: E402

AS_OF = date(2026, 11, 22)
RUNS, SIZES = 15, (1, 10, 100)
_PROCESSES = {
    "an empty Python": ["-c", "pass"],
    "importing PyYAML and markdown-it": ["-c", "import yaml, markdown_it"],
    "scripts/check.py on a whole book": [
        *(str(ROOT / "scripts" / "check.py"), "--root", str(BOOK), "--as-of", AS_OF.isoformat()),
    ],
}


def processes() -> dict[str, float]:
    """The shortest wall time of each process in seconds, taken in turn so that all meet the same noise."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    best: dict[str, float] = {}
    for _ in range(RUNS):
        for name, line in _PROCESSES.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, *line], env=variables, stdout=subprocess.DEVNULL, check=False)
            best[name] = min(best.get(name, 60.0), time.perf_counter() - started)
    return best


def enlarged(target: Path, times: int) -> Path:
    """A project with the content of the book ``times`` over: every policy and document again, under ids of its own."""
    for folder in ("policy", "data"):
        shutil.copytree(BOOK / folder, target / folder)
    for number in range(2, times + 1):
        for settings in sorted((BOOK / "policy").glob("*/policy.yml")):
            copy = shutil.copytree(settings.parent, target / "policy" / f"{settings.parent.name}-{number}")
            for file in copy.iterdir():
                file.write_text(_renamed(file.read_text(encoding="utf-8"), number), encoding="utf-8")
        for document in sorted((BOOK / "policy" / "documents").glob("*.md")):
            text = document.read_text(encoding="utf-8")
            if "kind: checklist" not in text:
                copy = target / "policy" / "documents" / f"{document.stem}-{number}.md"
                copy.write_text(_renamed(text, number), encoding="utf-8")
    return target


def _renamed(text: str, number: int) -> str:
    """The same text with every id of a policy, clause, check and document its own."""
    text = re.sub(r"(?m)^(id|address|download|title): (.*)$", rf"\1: \2-{number}", text)
    text = re.sub(r"(?m)^(position|incorporates): .*\n", "", text)
    if "\nsections:\n" in text:  # a policy.yml: the other ids in it are names of files and facts
        return text
    policies = "|".join(sorted(path.parent.name for path in (BOOK / "policy").glob("*/policy.yml")))
    text = re.sub(r"(\{ #|- id: |\.md#|clause: )([a-z][a-z0-9-]*)", rf"\1\2-{number}", text)
    text = re.sub(
        r"(?<=clauses: \[)[^\]]*", lambda ids: re.sub(r"(?<![@\w-])[a-z][a-z0-9-]*", rf"\g<0>-{number}", ids[0]), text
    )
    clause = r"(?<!\S)[a-z][a-z0-9-]*(?![\w.-])"
    text = re.sub(r'(?<=from=")[^"]*', lambda ids: re.sub(clause, rf"\g<0>-{number}", ids[0]), text)
    return re.sub(rf"(?<=\.\./)({policies})(?=/)", rf"\1-{number}", text)


def growth() -> dict[int, tuple[int, float]]:
    """For each size: how many lines were read, and the shortest time to judge them in seconds."""
    found = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            root = enlarged(Path(folder), size)
            times = []
            for _ in range(5 if size < max(SIZES) else 2):
                started = time.perf_counter()
                result = check_project(Sources(root), AS_OF)
                times.append(time.perf_counter() - started)
            found[size] = (sum(map(len, result.lines.values())), min(times))
    return found


def main() -> None:
    """Measure and print."""
    print("One process from start to end, shortest of", RUNS)
    best = processes()
    imports = best["importing PyYAML and markdown-it"]
    for name, seconds in best.items():
        print(f"  {seconds * 1000:6.0f} ms  {seconds / imports:5.2f}  {name}")
    print("\nJudging the book several times over, after start-up")
    sizes = growth()
    first_lines, first = sizes[1]
    for size, (lines, seconds) in sizes.items():
        print(
            f"  {size:4} x  {lines:8,} lines ({lines / first_lines:5.1f} x)  {seconds:7.3f} s  {seconds / first:6.1f} x"
        )


if __name__ == "__main__":
    main()
