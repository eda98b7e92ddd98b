"""HTML that cannot be broken out of: whatever is not markup already is escaped on its way in.

>>> from receivables.adapters.report.markup import el
>>> print(el("td", "<script>alert(1)</script>", class_="name"))
<td class="name">&lt;script&gt;alert(1)&lt;/script&gt;</td>
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from receivables.adapters.tables import printable

_VOID = frozenset({"meta", "br"})
"""Elements that HTML closes itself; those of SVG are not among them."""


class Markup(str):
    """Text that is markup: made by :func:`el` and :func:`join`, or written in this package."""

    __slots__ = ()


Child = str | None
"""What stands inside an element: markup, text to be escaped, or nothing."""


def text(child: Child) -> Markup:
    """A child as markup.

    >>> text("a & b")
    'a &amp; b'
    """
    if child is None:
        return Markup()
    return child if isinstance(child, Markup) else Markup(escape(printable(child)))


def join(children: Iterable[Child], between: str = "") -> Markup:
    """Children one after the other."""
    return Markup(between.join(text(child) for child in children))


def el(name: str, /, *children: Child, **attributes: str | None) -> Markup:
    """An element; ``class_`` stands for ``class``, other underscores for hyphens, ``None`` leaves an attribute out.

    >>> el("rect", x="0", aria_hidden="true", fill=None)
    '<rect x="0" aria-hidden="true"></rect>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(printable(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    start = f"<{name}{written}>"
    return Markup(start if name in _VOID else f"{start}{join(children)}</{name}>")
