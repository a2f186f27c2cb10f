"""Which rules read the day: a rule that does so must say what follows for the days ahead."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from policybook.rules.engine import Rule


def reads_the_day(rule: Rule) -> bool:
    """Whether a rule, or any function that it hands its context to, asks for the day."""
    return _reads(rule.find)


@cache
def _reads(function: Callable[..., Any]) -> bool:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    contexts = {
        argument.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.arguments)
        for argument in (*node.args, *node.kwonlyargs)
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "Context"
    }
    if any(
        isinstance(node, ast.Attribute) and node.attr == "as_of" and _named(node.value) in contexts
        for node in ast.walk(tree)
    ):
        return True
    return any(
        _reads(called)
        for name in _told(tree, contexts)
        if inspect.isfunction(called := inspect.unwrap(function).__globals__.get(name)) and called is not function
    )


def _told(tree: ast.AST, contexts: set[str]) -> Iterator[str]:
    """The functions that are called with the context, or that it is asked to run once."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if any(_named(argument) in contexts for argument in arguments):
            yield _named(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "once" and _named(node.func.value) in contexts:
            yield from map(_named, arguments)


def _named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""
