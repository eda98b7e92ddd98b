"""Contact laws that ship: rules about how often and when debtors may be contacted, each with its source."""

from __future__ import annotations

import tomllib
from datetime import date
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from receivables.checks import is_name, keep_as_tuples
from receivables.contact_guard.quiet import QuietWeekdays
from receivables.contact_guard.rules import Cap, ConsentNeeded, ContactRule, Gap, OneChannel
from receivables.errors import InvalidValueError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_KINDS: MappingProxyType[str, Any] = MappingProxyType(
    {cls.kind: cls for cls in (Cap, ConsentNeeded, Gap, OneChannel, QuietWeekdays)}
)


class Article(NamedTuple):
    """One rule of a law, where it was read, and the last day for which that was checked.

    >>> contact_law("US-REG-F").articles[0].rule.contacts
    7
    """

    rule: ContactRule
    source: str
    verified_until: date


@attrs.frozen(kw_only=True)
class ContactLaw:
    """What a law or a regulator's guideline says about contacting debtors, as far as whole days can say it.

    ``applies_to`` says for whom it holds: most are about consumers, some about collection agencies only. ``caveats``
    are what the rules leave to the caller.

    >>> print(contact_law("US-REG-F").applies_to)
    debt collectors (third parties) who collect debts of consumers; not creditors who collect their own
    """

    id: str = attrs.field(validator=is_name)
    jurisdiction: str = attrs.field(validator=is_name)
    name: str = attrs.field(validator=is_name)
    applies_to: str
    articles: tuple[Article, ...]
    caveats: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "articles", "caveats")


def _folder() -> Traversable:
    # Imported when a law is first asked for: importlib.resources takes as long to import as all of py-moneyed.
    from importlib.resources import files  # noqa: PLC0415

    return files("receivables").joinpath("data/contact_laws")


@cache
def contact_law_ids() -> tuple[str, ...]:
    """The ids of the contact laws that ship, sorted.

    >>> print(*contact_law_ids())
    AU-RG-96 CA-ON-REG-74 CL-LEY-21320 CO-LEY-2300 US-MA-940-CMR-7 US-REG-F
    """
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in _folder().iterdir()))


@cache
def _read(id_: str) -> ContactLaw:
    data = tomllib.loads(_folder().joinpath(f"{id_}.toml").read_text("utf-8"))
    articles = tuple(_article(row) for row in data.pop("rules"))
    return ContactLaw(
        articles=articles, **{key: value for key, value in data.items() if key not in ("kind", "version")}
    )


def _article(row: dict[str, Any]) -> Article:
    source, verified_until, kind = row.pop("source"), row.pop("verified_until"), row.pop("kind")
    return Article(_KINDS[kind](**row), source, verified_until)


def contact_law(id: str) -> ContactLaw:  # noqa: A002
    """The contact law of that id.

    Raises :class:`~receivables.errors.InvalidValueError` for another id, with the nearest one.

    >>> contact_law("US-REGF")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'laws' must be the id of a contact law that ships, perhaps US-REG-F \
(got 'US-REGF')
    """
    if id in contact_law_ids():
        return _read(id)
    near = get_close_matches(str(id)[:200], contact_law_ids(), n=1, cutoff=0.3)
    hint = f", perhaps {near[0]}" if near else " (contact_law_ids() lists them)"
    raise InvalidValueError("laws", f"the id of a contact law that ships{hint}", id)
