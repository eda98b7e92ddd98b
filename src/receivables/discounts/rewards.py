"""Rewards for paying on time: after so many invoices in a row, a rebate or better terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

import attrs
from attrs.converters import optional

from receivables.checks import day, is_one_of, is_whole, keep_as_tuples
from receivables.discounts.asked import as_items
from receivables.errors import InvalidValueError
from receivables.money import Exact, Money, exact
from receivables.position import OpenItem
from receivables.terms import PaymentTerms
from receivables.terms.lines import as_percent, number_text


class PaidInvoice(NamedTuple):
    """An invoice about which it is decided whether it was paid ``on_time``; ``amount`` is its total less credit notes.

    >>> PaidInvoice("F-1", date(2026, 2, 14), Money("100.00", "EUR"), on_time=True).document
    'F-1'
    """

    document: str
    due_on: date
    amount: Money
    on_time: bool


class Reward(NamedTuple):
    """What a run of invoices earned: a ``credit``, or what ``working`` says about invoices to come (``None``).

    >>> Reward(("F-1", "F-2"), Money("4.00", "EUR"), "2 % of 200.00 EUR = 4.00 EUR").documents
    ('F-1', 'F-2')
    """

    documents: tuple[str, ...]
    credit: Money | None
    working: str


@attrs.frozen(kw_only=True)
class RewardsEarned:
    """What a customer has earned by paying on time, and how far the next reward is.

    ``invoices`` are those that are decided, in the order of their due days; ``waiting`` are those on time since the
    last reward or the last late one.

    >>> earned = OnTimeReward(invoices=3, terms="net 45").earned([], as_of=date(2026, 3, 31))
    >>> earned.rewards, earned.waiting
    ((), ())
    """

    rule: str
    as_of: date
    invoices: tuple[PaidInvoice, ...]
    rewards: tuple[Reward, ...]
    waiting: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "invoices", "rewards", "waiting")

    def explain(self) -> str:
        """The rewards as text, and what counts towards the next."""
        late = [invoice.document for invoice in self.invoices if not invoice.on_time]
        lines = [f"{len(self.rewards)} earned by {self.rule} through {self.as_of}"]
        lines += [f"  {', '.join(reward.documents)} on time: {reward.working}" for reward in self.rewards]
        lines += [f"  late: {', '.join(late)}"] if late else []
        return "\n".join([*lines, f"  towards the next: {', '.join(self.waiting) or 'none'}"])

    def to_dict(self) -> dict[str, Any]:
        """The rewards as plain data."""
        return {
            "rule": self.rule,
            "as_of": self.as_of.isoformat(),
            "rewards": [
                {
                    "documents": list(reward.documents),
                    "credit": None if reward.credit is None else str(reward.credit),
                    "working": reward.working,
                }
                for reward in self.rewards
            ],
            "waiting": list(self.waiting),
        }


def _as_amount(value: Exact) -> Fraction:
    return exact("amount", value)


def _are_terms(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str):
        raise InvalidValueError(attribute.name, "text, like 'net 45'", value)
    PaymentTerms.parse(value)


@attrs.frozen(kw_only=True)
class OnTimeReward:
    """A reward for so many ``invoices`` in a row that were paid in full by their due day.

    It is one of three: ``percent`` off (of ``"these"`` invoices, or of the ``"next"`` one), an ``amount`` in main
    units, or better ``terms`` for invoices to come, as text that :meth:`PaymentTerms.parse
    <receivables.terms.PaymentTerms.parse>` reads. An invoice counts for one reward; a late one begins the count again.
    Invoices are in the order of their due days. An invoice for which nothing was paid because it was credited does not
    count; one that was written off, even in part, is late.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: loyalty rebates of trade credit (a bonus credited after a run of punctual payments).

    >>> items = [
    ...     OpenItem(
    ...         customer="C-1", document=f"F-{month}", issued_on=date(2026, month, 1), due_on=date(2026, month, 20),
    ...         amount=Money("100.00", "EUR"), paid=Money("100.00", "EUR"),
    ...         history=((date(2026, month, 1), 10_000), (date(2026, month, 20), 0)),
    ...     )
    ...     for month in (1, 2, 3)
    ... ]
    >>> print(OnTimeReward(invoices=3, percent="2").earned(items, as_of=date(2026, 3, 31)).explain())
    1 earned by on-time-reward@1 through 2026-03-31
      F-1, F-2, F-3 on time: 2 % of 300.00 EUR = 6.00 EUR
      towards the next: none
    """

    kind: ClassVar[str] = "on-time-reward"
    version: ClassVar[int] = 1

    invoices: int = attrs.field(validator=is_whole(low=1, high=1000, unit="invoices"))
    percent: Fraction | None = attrs.field(default=None, converter=optional(as_percent))
    amount: Fraction | None = attrs.field(default=None, converter=optional(_as_amount))
    terms: str | None = attrs.field(default=None, validator=attrs.validators.optional(_are_terms))
    of: str = attrs.field(default="these", validator=is_one_of("these", "next"))

    def __attrs_post_init__(self) -> None:
        given = [name for name in ("percent", "amount", "terms") if getattr(self, name) is not None]
        if len(given) != 1:
            raise InvalidValueError("reward", "a percent, an amount or terms", " and ".join(given) or "none of them")
        if self.percent is not None and not 0 < self.percent <= 100:
            raise InvalidValueError("percent", "more than 0, at most 100", self.percent)
        if self.amount is not None and self.amount <= 0:
            raise InvalidValueError("amount", "more than 0", self.amount)
        if self.of == "next" and self.percent is None:
            raise InvalidValueError("of", "'these': only a percentage is of an invoice", self.of)

    def earned(self, items: Iterable[OpenItem], *, as_of: date) -> RewardsEarned:
        """What the invoices of one customer have earned by the evening of ``as_of``; cleared items are needed, too.

        Raises :class:`~receivables.errors.InvalidValueError` for items of several customers.
        """
        found = _of_one_customer(items)
        decided = sorted(_decided(found, day("as_of", as_of)), key=lambda each: (each.due_on, each.document))
        rewards, run = [], list[PaidInvoice]()
        for invoice in decided:
            run = [*run, invoice] if invoice.on_time else []
            if len(run) == self.invoices:
                rewards.append(self._reward(run))
                run = []
        return RewardsEarned(
            rule=f"{self.kind}@{self.version}",
            as_of=as_of,
            invoices=tuple(decided),
            rewards=tuple(rewards),
            waiting=tuple(each.document for each in run),
        )

    def _reward(self, run: Sequence[PaidInvoice]) -> Reward:
        documents, currency = tuple(each.document for each in run), run[0].amount.currency
        if self.amount is not None:
            credit = Money.rounded(self.amount, currency)
            return Reward(documents, credit, str(credit))
        if self.percent is None:
            return Reward(documents, None, f"terms for invoices to come: {self.terms}")
        if self.of == "next":
            return Reward(documents, None, f"{number_text(self.percent)} % off the next invoice")
        base = Money.total((each.amount for each in run), currency=currency)
        credit = Money.rounded(base.exact * self.percent / 100, currency)
        return Reward(documents, credit, f"{number_text(self.percent)} % of {base} = {credit}")


def _of_one_customer(items: Iterable[OpenItem]) -> list[OpenItem]:
    found = as_items(items)
    customers = sorted({item.customer for item in found})
    if len(customers) > 1:
        raise InvalidValueError("items", "items of one customer", customers)
    return found


def _decided(items: Iterable[OpenItem], as_of: date) -> Iterator[PaidInvoice]:
    """The invoices of which all is paid, or something is late."""
    invoices = sorted((item for item in items if item.kind == "invoice"), key=lambda item: item.document)
    for document, group in groupby(invoices, key=lambda item: item.document):
        parts = list(group)
        late = any(_is_late(item, as_of) for item in parts)
        cleared = not any(item.open for item in parts)
        credited_away = cleared and not any(item.paid or item.written_off for item in parts)
        if (late or cleared) and not credited_away:
            amount = Money.total((item.amount - item.credited for item in parts), currency=parts[0].currency)
            yield PaidInvoice(document, max(item.due_on for item in parts), amount, on_time=not late)


def _is_late(item: OpenItem, as_of: date) -> bool:
    """Whether something was written off, or open on the evening of the due day or later, as after a bounced payment."""
    if item.written_off:
        return True
    expected = max(item.due_on, item.issued_on)  # before there is an invoice, nobody pays it
    before = [minor for on, minor in item.history if on <= expected][-1:]
    after = [minor for on, minor in item.history if on > expected]
    return expected < as_of and any([*before, *after])
