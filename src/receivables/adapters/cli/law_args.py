"""The arguments of ``receivables interest`` and ``receivables regimes``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from receivables.adapters.cli.law import InterestRequest, as_order
from receivables.adapters.cli.usage import UsageError
from receivables.errors import InvalidValueError
from receivables.money import Money

EXAMPLE = (
    "Example: receivables interest 1000.00 EUR --regime ES-LEY-3-2004 --due 2024-03-15 --until 2026-02-01 "
    "--paid 2024-09-01:400.00"
)

_PAID = "a day and an amount are needed, like 2024-09-01:400.00"


def add_law(commands: Any, *, once: type[argparse.Action], day: Callable[[str], date]) -> None:
    """Add both commands to the parser."""
    about = "the late interest on one debt under a regime of law, span by span, with its sources"
    interest = commands.add_parser("interest", help=about, description=about, epilog=EXAMPLE, allow_abbrev=False)
    interest.add_argument("amount", metavar="AMOUNT", help="the debt on its due day, tax included, like 1000.00")
    interest.add_argument("currency", metavar="CURRENCY", help="the ISO 4217 code, like EUR")
    regime = "the id of the regime, like ES-LEY-3-2004; receivables regimes lists them"
    interest.add_argument("--regime", action=once, metavar="ID", required=True, help=regime)
    interest.add_argument("--due", action=once, metavar="DATE", type=day, required=True, help="the last day in time")
    until = "the last day that bears interest: the day of payment, or of the question"
    interest.add_argument("--until", action=once, metavar="DATE", type=day, required=True, help=until)
    paid = "a part payment; may be given several times"
    interest.add_argument("--paid", action="append", default=[], metavar="DATE:AMOUNT", help=paid)
    order = "what a payment settles first, like interest,principal; as the regime has it, else the principal"
    interest.add_argument("--order", action=once, metavar="PARTS", type=as_order, help=order)
    contract = "the day of the contract, where the margin depends on it"
    interest.add_argument("--contract", action=once, metavar="DATE", type=day, help=contract)
    interest.add_argument("--variant", action=once, metavar="NAME", help="a variant of the regime, like individual")
    interest.add_argument("--day-count", action=once, metavar="NAME", help="a convention, like 'ACT/ACT ISDA'")
    interest.add_argument("--flagged", action="store_true", help="take a regime whose evidence is flagged")
    project = "hold the last rate beyond the day until which it was verified; the result is marked"
    interest.add_argument("--project", action="store_true", help=project)
    about = "the regimes that ship, and until when their rates are verified"
    regimes = commands.add_parser("regimes", help=about, description=about, allow_abbrev=False)
    regimes.add_argument("--flagged", action="store_true", help="list those with flagged evidence, too")


def interest_request(given: dict[str, Any]) -> InterestRequest:
    """The request for interest in parsed arguments.

    Raises :class:`~receivables.errors.InvalidValueError` for an amount that cannot be, and :class:`UsageError` for a
    payment that cannot be.
    """
    currency = given.pop("currency")
    amount = Money(given.pop("amount"), currency)
    paid = [_payment(text, currency) for text in given.pop("paid")]
    return InterestRequest(amount=amount, paid=tuple(paid), **given)


def _payment(text: str, currency: str) -> tuple[date, Money]:
    day, _, amount = text.partition(":")
    try:
        on, paid = date.fromisoformat(day), Money(amount, currency)
    except InvalidValueError as error:
        raise UsageError(f"--paid {text}: the amount must be {error.expected}; {_PAID}") from None
    except ValueError:
        raise UsageError(f"--paid {text}: {_PAID}") from None
    if paid.minor < 0:
        raise UsageError(f"--paid {text}: a payment is at least 0; {_PAID}")
    return on, paid
