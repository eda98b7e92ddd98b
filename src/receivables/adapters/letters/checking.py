"""What a template may do, asked of its syntax before it runs: show facts, ask for them, go through lists of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from jinja2 import nodes

from receivables.adapters.letters.reading import nearest
from receivables.errors import InvalidValueError

Shapes = Mapping[str, object]
"""Facts by name, as they look: text or a number, a list with one element, a mapping of fields."""

DEEPEST_LOOP = 2
"""Loops that may stand inside one another: the rows of a table, and the cells of a row."""

FILTERS = ("e", "escape", "first", "join", "last", "length", "lower", "upper")
"""The filters that a template may use; ``join`` stands beside a list of facts and may have one short text between."""

LONGEST_JOINT = 20
"""Characters that ``join`` may put between two facts."""

LOOP = ("first", "index", "last")
"""What a template may ask of a loop."""

_SHOWN = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Filter)
_ASKED = (nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not)
_ALLOWED = (nodes.Template, *_SHOWN, *_ASKED, nodes.For)
_MAY = "a template that shows facts, asks with 'if' and goes through lists with 'for'"


def check(where: str, tree: nodes.Template, shapes: Shapes) -> None:
    """Refuse what a template may not do, and facts and fields that there are not, in every branch.

    >>> from jinja2 import Environment
    >>> check("sms", Environment().parse("{% if phone %}{{ phone.number }}{% endif %}"), {"phone": ""})
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'sms' must be a template of facts that there are, on line 1 (got 'number')
    """
    _Check(where).walk(tree, dict(shapes), 0)


class _Check:
    """A walk over a template that knows which facts there are at each place."""

    def __init__(self, where: str) -> None:
        self._where = where

    def walk(self, node: nodes.Node, names: Shapes, depth: int) -> None:
        """Check a node and what stands in it, inside so many loops."""
        self._allowed(node)
        if isinstance(node, nodes.Filter):
            self._filter(node, names)
        if isinstance(node, nodes.Name | nodes.Getattr):
            self._shape(node, names)
        elif isinstance(node, nodes.For):
            self._loop(node, names, depth)
        else:
            for child in node.iter_child_nodes():
                self.walk(child, names, depth)

    def _allowed(self, node: nodes.Node) -> None:
        if not isinstance(node, _ALLOWED):
            self._refuse(node, "something else", type(node).__name__.lower())

    def _filter(self, node: nodes.Filter, names: Shapes) -> None:
        """A filter that is known and cannot make much of little: joined texts that are joined again have no end."""
        if node.name not in FILTERS:
            self._refuse(node, f"a filter that is not one of {', '.join(FILTERS)}", node.name)
        if node.name != "join":
            known = not node.args
        elif isinstance(node.node, nodes.Name | nodes.Getattr):
            known = isinstance(self._shape(node.node, names), list) and _are_joints(node.args)
        else:
            known = False
        if not known:
            self._refuse(node, "a filter of something that it is not for", node.name)

    def _loop(self, node: nodes.For, names: Shapes, depth: int) -> None:
        """A loop: through a list of facts, of which the body sees one."""
        if depth >= DEEPEST_LOOP:
            self._refuse(node, f"more than {DEEPEST_LOOP} loops inside one another", "for")
        known = isinstance(node.iter, nodes.Name | nodes.Getattr)
        values = self._shape(node.iter, names) if known else None
        if node.recursive or node.test or not isinstance(values, list) or not isinstance(node.target, nodes.Name):
            self._refuse(node, "a loop that does not go through a list of facts", "for")
        inside = {**names, node.target.name: values[0], "loop": dict.fromkeys(LOOP, 1)}
        for child in node.body:
            self.walk(child, inside, depth + 1)
        for child in node.else_:
            self.walk(child, names, depth)

    def _shape(self, node: nodes.Node, names: Shapes) -> object:
        """How the fact or field looks that an expression asks for."""
        if isinstance(node, nodes.Name):
            return self._found(node, node.name, names)
        if isinstance(node, nodes.Getattr):
            fields = self._shape(node.node, names)
            return self._found(node, node.attr, fields if isinstance(fields, dict) else {})
        self.walk(node, names, 0)
        return ""

    def _found(self, node: nodes.Node, name: str, names: Shapes) -> object:
        if name in names:
            return names[name]
        near = nearest(name, tuple(names)) if names else ""
        raise InvalidValueError(self._where, f"a template of facts that there are, on line {node.lineno}{near}", name)

    def _refuse(self, node: nodes.Node, problem: str, value: str) -> NoReturn:
        raise InvalidValueError(self._where, f"{_MAY}; line {node.lineno} has {problem}", value)


def _are_joints(given: list[nodes.Expr]) -> bool:
    """Whether a list of facts may be joined by what is given."""
    texts = [each.value for each in given if isinstance(each, nodes.Const)]
    short = all(isinstance(text, str) and len(text) <= LONGEST_JOINT for text in texts)
    return short and len(texts) == len(given) <= 1
