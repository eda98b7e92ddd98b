"""Inside one debt: which of its parts a payment settles first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from receivables.checks import of_kind, several
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.shares import Strategy

PARTS = ("costs", "interest", "principal")
"""What a debt is made of."""

COSTS_INTEREST_PRINCIPAL = PARTS
"""Costs first, then interest, then principal: BGB § 367 (1), BW 6:44, and most codes where nothing else is agreed."""

INTEREST_PRINCIPAL = ("interest", "principal")
"""Interest before principal: Código Civil (Spain), article 1173; Code civil (France), article 1343-1."""

COSTS_PRINCIPAL_INTEREST = ("costs", "principal", "interest")
"""Interest last, for consumer loans in arrears: BGB § 497 (3)."""

INTEREST_COSTS_PRINCIPAL = ("interest", "costs", "principal")
"""Principal after costs, costs after interest: Código Civil (Peru), article 1257."""

PRINCIPAL_FIRST = ("principal", "interest", "costs")
"""Principal first, as a creditor may accept."""

ALL_PRO_RATA = (PARTS,)
"""All parts in proportion to what is open of each."""

Order = Sequence[str | Sequence[str]]
"""Parts of a debt in the order in which they are settled; parts in a list of their own are settled together."""


def groups_of(order: Order) -> list[tuple[str, ...]]:
    """The order as groups of names, each name once."""
    expected = "a list of the parts of a debt, each once at most"
    given = list(several("order", expected, order))
    groups = [(group,) if isinstance(group, str) else tuple(several("order", expected, group)) for group in given]
    names = [name for group in groups for name in group]
    if not names or not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise InvalidValueError("order", expected, order)
    return groups


def spread(amount: Money, parts: Mapping[str, Money], order: Order) -> dict[str, Money]:
    """So much of a payment to each of the ``parts`` that are open of one debt.

    ``order`` lists their names; parts in a list of their own share the money in proportion to what is open of each
    (largest remainder, ties to the earlier). A part below zero takes nothing, as does one that is not named. What is
    left of the payment is not in the answer.

    Raises :class:`~receivables.errors.InvalidValueError` for a negative amount and an order that cannot be, and
    :class:`~receivables.errors.CurrencyMismatchError` for parts in another currency.

    >>> debt = {"line": Money("750.00", "EUR"), "tax": Money("150.00", "EUR"), "freight": Money("30.00", "EUR")}
    >>> [str(part) for part in spread(Money("500.00", "EUR"), debt, [("line", "tax"), "freight"]).values()]
    ['416.67 EUR', '83.33 EUR', '0.00 EUR']
    """
    expected = "a mapping from the names of parts to amounts of Money"
    given: object = parts
    if not isinstance(given, Mapping) or not all(isinstance(part, Money) for part in given.values()):
        raise InvalidValueError("parts", expected, parts)
    if of_kind("amount", Money, "Money, like Money('10.50', 'EUR')", amount).minor < 0:
        raise InvalidValueError("amount", "at least 0", amount)
    found = {name: amount.with_minor(0) for name in parts}
    left = amount
    for group in groups_of(order):
        named = [name for name in group if name in parts and parts[name].minor > 0]
        together = Money.total((parts[name] for name in named), currency=amount.currency)
        if not named or not left:
            continue
        taken = min(left, together)
        shares = Strategy.LARGEST_REMAINDER.share(taken.minor, [parts[name].minor for name in named])
        found |= {name: amount.with_minor(share) for name, share in zip(named, shares, strict=True)}
        left = left - taken
    return found
