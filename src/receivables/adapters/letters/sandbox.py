"""Templates that anybody may have written: they may do little, and what they may not is refused before they run.

A template shows facts, asks whether they are there, and goes through their lists. Calls, arithmetic, assignments,
macros, includes and all filters but a few are refused when the template is loaded, so that none can run for long, fill
the memory or reach an object behind a fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from receivables.adapters.letters.reading import nearest
from receivables.errors import InvalidValueError

LONGEST_TEMPLATE = 64 * 1024
"""Characters that a template may have."""

LONGEST_LETTER = 1024 * 1024
"""Characters that a letter may have."""

DEEPEST_LOOP = 2
"""Loops that may stand inside one another: the rows of a table, and the cells of a row."""

FILTERS = ("e", "escape", "first", "join", "last", "length", "lower", "upper")
"""The filters that a template may use."""

_SHOWN = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Filter)
_ASKED = (nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not)
_ALLOWED = (nodes.Template, *_SHOWN, *_ASKED, nodes.For)
_LOOP = ("first", "index", "last")


class _Sandbox(ImmutableSandboxedEnvironment):
    """An environment whose templates find nothing but facts: no globals, no methods, no attributes of Python."""

    def __init__(self, *, html: bool) -> None:
        super().__init__(autoescape=html, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.globals.clear()
        self.tests = {}
        self.filters = {name: self.filters[name] for name in FILTERS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a fact, or where a loop is."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)


_TEXT, _HTML = _Sandbox(html=False), _Sandbox(html=True)


def compiled(where: str, source: str, *, names: tuple[str, ...], html: bool = False) -> Template:
    """A template that uses nothing but ``names``; ``html`` has every value escaped.

    Raises :class:`~receivables.errors.InvalidValueError`, with the line, for a template that is too long, cannot be
    read, does what none may do, or asks for a name that there is not.

    >>> compiled("greeting", "Dear {{ customer }},", names=("customer",)).render(customer="Bar Pepe")
    'Dear Bar Pepe,'
    >>> compiled("greeting", "{{ custmer }}", names=("customer",))
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'greeting' must be a template of this letter's facts, perhaps 'customer' \
(got 'custmer')
    """
    if len(source) > LONGEST_TEMPLATE:
        raise InvalidValueError(where, f"a template of at most {LONGEST_TEMPLATE} characters", len(source))
    environment = _HTML if html else _TEXT
    try:
        tree = environment.parse(source)
        _check(where, tree)
        for name in sorted(meta.find_undeclared_variables(tree) - set(names)):
            raise InvalidValueError(where, f"a template of this letter's facts{nearest(name, names)}", name)
        return environment.from_string(tree)
    except TemplateSyntaxError as error:
        line = f" (line {error.lineno}: {error.message})"
        raise InvalidValueError(where, f"a Jinja template that can be read{line}", source[:80]) from None
    except (ValueError, RecursionError, SyntaxError, MemoryError) as error:
        if isinstance(error, InvalidValueError):
            raise
        raise InvalidValueError(where, "a Jinja template that can be read", source[:80]) from None


def _check(where: str, tree: nodes.Template) -> None:
    """Refuse what a template may not do."""
    for node, depth in _walk(tree, 0):
        problem = _problem(node, depth)
        if problem:
            what = "a template that shows facts, asks with 'if' and goes through lists with 'for'"
            raise InvalidValueError(where, f"{what}; line {node.lineno} has {problem}", type(node).__name__)


def _walk(node: nodes.Node, depth: int) -> Iterator[tuple[nodes.Node, int]]:
    """Every node, and in how many loops it stands."""
    waiting = [(node, depth)]
    while waiting:
        found, inside = waiting.pop()
        yield found, inside
        deeper = inside + isinstance(found, nodes.For)
        waiting += [(child, deeper) for child in found.iter_child_nodes()]


def _problem(node: nodes.Node, depth: int) -> str | None:
    if not isinstance(node, _ALLOWED):
        return f"something else ({type(node).__name__.lower()})"
    if isinstance(node, nodes.For):
        if depth >= DEEPEST_LOOP:
            return f"more than {DEEPEST_LOOP} loops inside one another"
        if node.recursive or not isinstance(node.iter, nodes.Name | nodes.Getattr):
            return "a loop that does not go through a list of facts"
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        return f"a name that begins with an underscore ({node.attr})"
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return f"a filter that is not one of {', '.join(FILTERS)}"
    return None


def rendered(where: str, template: Template, data: Mapping[str, object]) -> str:
    """What a template makes of data.

    Raises :class:`~receivables.errors.InvalidValueError` where a field is missing or the text becomes too long.

    >>> template = compiled("greeting", "Dear {{ customer.nmae }},", names=("customer",))
    >>> rendered("greeting", template, {"customer": {"name": "Bar Pepe"}})
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'greeting' must be a template of this letter's facts \
(got "'dict object' has no attribute 'nmae'")
    """
    parts, length = list[str](), 0
    try:
        for part in template.generate(data):
            length += len(part)
            if length > LONGEST_LETTER:
                raise InvalidValueError(where, f"a letter of at most {LONGEST_LETTER} characters", length)
            parts.append(part)
    except (TemplateError, TypeError) as error:
        raise InvalidValueError(where, "a template of this letter's facts", str(error)) from None
    return "".join(parts)
