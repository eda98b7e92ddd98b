"""What the policies of this room are asked about."""

from __future__ import annotations

from collections.abc import Iterable

from receivables.checks import of_kind, several
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.position import OpenItem


def as_item(item: OpenItem) -> OpenItem:
    """An open item, and nothing else."""
    return of_kind("item", OpenItem, "an open item", item)


def as_items(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Open items of one currency, each once."""
    found = list(several("items", "a list of open items", items))
    if not all(isinstance(item, OpenItem) for item in found):
        raise InvalidValueError("items", "a list of open items", found)
    for item in found:
        require_same(found[0].currency, item.currency)
    if len({(item.customer, item.document, item.installment) for item in found}) < len(found):
        raise InvalidValueError("items", "items that stand there once each", [item.label for item in found])
    return found
