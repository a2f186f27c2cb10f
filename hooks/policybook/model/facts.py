"""All facts in ``data/`` together: which model each file has. Unknown is ``None`` and is never the same as no."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, get_args, get_origin

from policybook.model.entry import Entry
from policybook.model.guidance import GuidanceTable
from policybook.model.help import Help
from policybook.model.helplines import Helplines
from policybook.model.organisation import Organisation
from policybook.model.people import People
from policybook.model.records import Decisions, Readings, Waivers
from policybook.model.school import Glossary, LinkedPolicies, School, Services
from policybook.model.settings import Settings
from policybook.model.source_map import SourceMap
from policybook.model.tested import Tested


class Table(NamedTuple):
    """The entries of one table by name, their model, and the file they are in."""

    key: str
    model: type[Entry]
    entries: dict[str, Any]
    file: Entry


def table_model(file: type[Entry], field: str) -> type[Entry] | None:
    """The model of the entries where a field of a file is a table of them by name."""
    return _entries_of(file.shape[field].type)


@cache
def _entries_of(type_: Any) -> type[Entry] | None:
    inside = get_args(type_)
    is_table = get_origin(type_) is dict and isinstance(inside[1], type) and issubclass(inside[1], Entry)
    return inside[1] if is_table else None


@dataclass(frozen=True, eq=False, repr=False)
class Facts:
    """All facts but the records of reviews: a field a file, ``data/NAME.yml`` with hyphens for underscores.

    A file that is missing or cannot be read gives the model's defaults, and ``source`` gives None.
    """

    organisation: Organisation
    school: School
    people: People
    services: Services
    guidance: GuidanceTable
    helplines: Helplines
    help: Help
    linked_policies: LinkedPolicies
    glossary: Glossary
    settings: Settings
    waivers: Waivers
    decisions: Decisions
    readings: Readings
    tested: Tested
    source: SourceMap | None

    def facts(self, file: str) -> Entry | None:
        """What ``data/FILE.yml`` says; None where it is missing and has no defaults."""
        entry: Entry | None = getattr(self, file.replace("-", "_"))
        return entry

    def fact_files(self) -> Iterator[Entry]:
        """What each file of facts says, in the order of the fields; one that is missing and has no defaults is left out."""
        return (facts for name in FACT_FILES if (facts := self.facts(name)))

    def tables(self) -> Iterator[Table]:
        """Every table of entries by name, file by file."""
        for file in self.fact_files():
            for field, entries in file:
                model = table_model(type(file), field)
                if model:
                    yield Table(type(file).shape[field].key, model, entries, file)


def _model(annotation: Any) -> type[Entry]:
    """The model of a field that may be None, or of any other."""
    model: type[Entry] = next((argument for argument in get_args(annotation) if argument is not NoneType), annotation)
    return model


FACT_FILES: dict[str, type[Entry]] = {field.name.replace("_", "-"): _model(field.type) for field in fields(Facts)}
"""The model of each file of facts, ``data/NAME.yml``."""
