"""Templates that anybody may have written: they may do little, and what they may not is refused before they run.

A template shows facts, asks whether they are there, and goes through their lists. Calls, arithmetic, assignments,
macros, includes and all filters but a few are refused when the template is loaded, so that none can run for long, fill
the memory or reach an object behind a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from receivables.adapters.letters.checking import FILTERS, LOOP, Shapes, check
from receivables.errors import InvalidValueError

LONGEST_TEMPLATE = 64 * 1024
"""Characters that a template may have."""

LONGEST_LETTER = 1024 * 1024
"""Characters that a letter may have."""


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
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)


_TEXT, _HTML = _Sandbox(html=False), _Sandbox(html=True)


def compiled(where: str, source: str, *, shapes: Shapes, html: bool = False) -> Template:
    """A template of facts that have these ``shapes``; ``html`` has every value escaped.

    Raises :class:`~receivables.errors.InvalidValueError`, with the line, for a template that is too long, cannot be
    read, does what none may do, or asks for a fact that there is not.

    >>> compiled("greeting", "Dear {{ customer }},", shapes={"customer": ""}).render(customer="Bar Pepe")
    'Dear Bar Pepe,'
    >>> compiled("greeting", "{{ custmer }}", shapes={"customer": ""})
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'greeting' must be a template of facts that there are, on line 1, \
perhaps 'customer' (got 'custmer')
    """
    if len(source) > LONGEST_TEMPLATE:
        raise InvalidValueError(where, f"a template of at most {LONGEST_TEMPLATE} characters", len(source))
    environment = _HTML if html else _TEXT
    try:
        tree = environment.parse(source)
        check(where, tree, shapes)
        return environment.from_string(tree)
    except InvalidValueError:
        raise
    except TemplateSyntaxError as error:
        line = f" (line {error.lineno}: {error.message})"
        raise InvalidValueError(where, f"a Jinja template that can be read{line}", source[:80]) from None
    except (ValueError, RecursionError, SyntaxError, MemoryError):
        raise InvalidValueError(where, "a Jinja template that can be read", source[:80]) from None


def rendered(where: str, template: Template, data: Mapping[str, object]) -> str:
    """What a template makes of data.

    Raises :class:`~receivables.errors.InvalidValueError` where a field is missing or the text becomes too long.

    >>> rendered("greeting", compiled("greeting", "Dear {{ name }},", shapes={"name": ""}), {"name": "Bar Pepe"})
    'Dear Bar Pepe,'
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
