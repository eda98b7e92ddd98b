"""The book: a credit policy with its amendments, and the bundle that they make on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, partial
from os import PathLike
from typing import Any, ClassVar

import attrs

from receivables import catalogue
from receivables.catalogue import STANDARD, Catalogue
from receivables.checks import able, are, day, is_a, name, one_of, several
from receivables.credit_book.amendment import LEVELS, SLOTS, Amendment
from receivables.credit_book.in_force import InForce, SlotLine
from receivables.credit_policy import CreditPolicy, load_document
from receivables.errors import InvalidValueError, PolicyDocumentError, PolicyProblem
from receivables.segments import SEGMENTS, SegmentPolicy

_POLICY = "a credit policy, like CreditPolicy(name='House policy')"
_AMENDMENTS = "amendments, like Amendment(name='Largest first', since=date(2026, 7, 1), allocation=LARGEST_FIRST)"


def _as_amendments(amendments: Iterable[Amendment]) -> tuple[Amendment, ...]:
    return tuple(several("amendments", "a list of amendments", amendments))


def _assigns(_: object, attribute: attrs.Attribute[Any], policy: object) -> None:
    able(attribute.name, policy, "assign")


@attrs.frozen(kw_only=True)
class CreditBook:
    """A credit policy and its ``amendments``: what is in force on which day, for whom.

    Of the amendments in force that give a slot, the most specific one counts: for the document, the customer, the
    segment, all. Of several for the same, the one that began last counts. What none of them gives is as in ``policy``.
    ``segments`` sorts the customers; it is asked where an amendment, or a step of a ladder, is for a segment.

    Raises :class:`~receivables.errors.InvalidValueError` for two amendments that give one slot to the same from the
    same day on, and for a segment that ``segments`` does not have.

    >>> from receivables import LateInterest
    >>> dearer = Amendment(name="Dearer", since=date(2026, 7, 1), interest=LateInterest("9"))
    >>> book = CreditBook(policy=CreditPolicy(name="House policy", interest=LateInterest("8")), amendments=[dearer])
    >>> for on in (date(2026, 6, 30), date(2026, 7, 1)):
    ...     print(on, book.in_force(on).policy.interest.rate)
    2026-06-30 8 % a year
    2026-07-01 9 % a year
    """

    kind: ClassVar[str] = "credit-book"
    version: ClassVar[int] = 1

    policy: CreditPolicy = attrs.field(validator=is_a(CreditPolicy, _POLICY), metadata={"verb": ""})
    amendments: tuple[Amendment, ...] = attrs.field(
        default=(), converter=_as_amendments, validator=are(Amendment, _AMENDMENTS)
    )
    segments: SegmentPolicy = attrs.field(default=SEGMENTS, validator=_assigns, metadata={"verb": "assign"})

    def __attrs_post_init__(self) -> None:
        given: dict[tuple[str | None, ...], int] = {}
        for place, change in enumerate(self.amendments):
            path = f"amendments[{place}]"
            if change.segment is not None:
                self._has_segment(f"{path}.segment", change.segment)
            for slot in change.slots:
                first = given.setdefault((change.whom, str(change.since), slot), place)
                if first != place:
                    other = self.amendments[first].name
                    told = f"left out: {other!r} gives it to {change.whom} from {change.since} on"
                    raise InvalidValueError(f"{path}.{slot}", told, getattr(change, slot))

    def _has_segment(self, attribute: str, segment: str) -> None:
        names = getattr(self.segments, "names", None)
        if isinstance(names, tuple):
            one_of(attribute, segment, names)

    @classmethod
    def of(cls, policy: CreditPolicy | CreditBook) -> CreditBook:
        """A book as it is; a credit policy as a book without amendments.

        >>> CreditBook.of(CreditPolicy(name="House policy")).amendments
        ()
        """
        return policy if isinstance(policy, CreditBook) else cls(policy=policy)

    @classmethod
    def loads(cls, text: str, *, format: str = "toml", catalogue: Catalogue = STANDARD) -> CreditBook:  # noqa: A002
        """The book that a TOML or JSON document describes; that of a credit policy is a book without amendments.

        Raises :class:`~receivables.errors.PolicyDocumentError` with every problem of the document.
        """
        return cls.of(policy_or_book(text, format=format, catalogue=catalogue))

    @classmethod
    def load(cls, path: str | PathLike[str], *, catalogue: Catalogue = STANDARD) -> CreditBook:
        """The book (or credit policy) in a file, TOML or (``.json``) JSON, in UTF-8."""
        return load_document(path, partial(cls.loads, catalogue=catalogue))

    @property
    def name(self) -> str:
        """The name of its credit policy."""
        return self.policy.name

    @cached_property
    def _by_whom(self) -> dict[tuple[str, str | None], list[Amendment]]:
        """The amendments for each, the earlier first."""
        found: dict[tuple[str, str | None], list[Amendment]] = {}
        for change in sorted(self.amendments, key=lambda change: change.since):
            found.setdefault((change.level, change.subject), []).append(change)
        return found

    def in_force(
        self, day: date, *, customer: str | None = None, segment: str | None = None, document: str | None = None
    ) -> InForce:
        """The bundle that is in force on a day, and which level gave each slot.

        ``customer``, ``segment`` and ``document`` say for whom; what is left out has no amendments of its own.

        Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, and for a segment that the
        book does not have.
        """
        _check(day, customer=customer, segment=segment, document=document)
        if segment is not None:
            self._has_segment("segment", segment)
        lines = {slot: SlotLine(slot, getattr(self.policy, slot), None) for slot in SLOTS}
        named = zip(LEVELS, (None, segment, customer, document), strict=True)
        for change in self.amending(named):
            if change.covers(day):
                lines |= {slot: SlotLine(slot, policy, change) for slot, policy in change.slots.items()}
        return InForce(
            name=self.name,
            day=day,
            customer=customer,
            segment=segment,
            document=document,
            lines=tuple(lines.values()),
        )

    def amending(self, whom: Iterable[tuple[str, str | None]]) -> Iterator[Amendment]:
        """The amendments for some, as pairs of a level and a name, on whatever day, in this order.

        For one and the same the later counts more; levels are given in the order of ``LEVELS``.

        >>> list(CreditBook(policy=CreditPolicy(name="House policy")).amending([("all", None), ("customer", "C-104")]))
        []
        """
        return (change for each in whom for change in self._by_whom.get(each, ()))

    @cached_property
    def named(self) -> dict[str, frozenset[str]]:
        """The segments, customers and documents that have amendments, by level."""
        found: dict[str, set[str]] = {level: set() for level in LEVELS}
        for level, subject in self._by_whom:
            found[level] |= set() if subject is None else {subject}
        return {level: frozenset(subjects) for level, subjects in found.items()}

    def to_dict(self) -> dict[str, Any]:
        """The book as plain data, the way a document says it."""
        return catalogue.dump(self)


def policy_or_book(
    text: str,
    *,
    format: str = "toml",  # noqa: A002
    catalogue: Catalogue = STANDARD,
) -> CreditPolicy | CreditBook:
    """What a document is: a credit policy or a book."""
    found = catalogue.with_kinds(CreditPolicy, CreditBook).loads(text, format=format)
    if not isinstance(found, CreditPolicy | CreditBook):
        problem = PolicyProblem("kind", "'credit-book' or 'credit-policy'", getattr(found, "kind", found))
        raise PolicyDocumentError("the policy document cannot be used: 1 problem", [problem])
    return found


def _check(on: date, **whom: str | None) -> None:
    day("day", on)
    for attribute, given in whom.items():
        if given is not None:
            name(attribute, given)
