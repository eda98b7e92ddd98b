"""The documents of an account: invoice, credit note, payment.

They are immutable facts. What happens to them afterwards is an event (:mod:`receivables.events`).

>>> from datetime import date
>>> from receivables import Invoice, Money, PaymentTerms
>>> invoice = Invoice(
...     "F-1001", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), terms=PaymentTerms.net(30)
... )
>>> invoice.due_on
datetime.date(2026, 2, 14)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import attrs
import moneyed

from receivables.checks import day, is_day, is_name, is_one_of, name, several, text_pairs
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.money import Money, as_money
from receivables.terms import Installment, Offer, PaymentTerms
from receivables.terms.lines import as_percent

__all__ = [
    "Attributes",
    "CreditNote",
    "Invoice",
    "Payment",
    "RemittanceLine",
]

Attributes = tuple[tuple[str, str], ...]
"""What a document carries along for grouping, such as ``(("country", "ES"),)``: names and values, sorted by name."""


def not_negative(_: object, attribute: attrs.Attribute[Money], value: Money) -> None:
    """Validator: amounts of documents count one way; the type of the document says which."""
    if value.minor < 0:
        raise InvalidValueError(attribute.name, "at least 0", value)


def positive(_: object, attribute: attrs.Attribute[Money], value: Money) -> None:
    """Validator: more than nothing."""
    if value.minor <= 0:
        raise InvalidValueError(attribute.name, "more than 0", value)


def as_attributes(given: Mapping[str, str] | Attributes) -> Attributes:
    """``given`` as sorted pairs; names and values are text.

    >>> as_attributes({"sales_person": "Ruiz", "country": "ES"})
    (('country', 'ES'), ('sales_person', 'Ruiz'))
    """
    return text_pairs("attributes", given)


def _as_installments(
    total: Money,
    issued_on: date,
    due_on: date | None,
    terms: PaymentTerms | None,
    installments: Iterable[Installment | tuple[date, Money | moneyed.Money]] | None,
) -> tuple[Installment, ...]:
    """The installments that exactly one of the three ways names."""
    if [due_on, terms, installments].count(None) != 2:
        expected = "given in exactly one way: due_on, terms (PaymentTerms.net(0) is due on receipt) or installments"
        ways = {"due_on": due_on, "terms": terms, "installments": installments}
        given = " and ".join(name for name, way in ways.items() if way is not None)
        raise InvalidValueError("due day", expected, given or "none of them")
    if due_on is not None:
        return (Installment(day("due_on", due_on), total),)
    if installments is not None:
        return tuple(
            _as_installment(part) for part in several("installments", "pairs of due day and amount", installments)
        )
    if not isinstance(terms, PaymentTerms):
        raise InvalidValueError("terms", "PaymentTerms, like PaymentTerms.net(30)", terms)
    if terms.needs:
        needs = " and ".join(terms.needs)
        expected = f"scheduled first, as installments=terms.schedule(...), because they need {needs}"
        raise InvalidValueError("terms", expected, str(terms))
    try:
        return terms.schedule(total, issued_on=issued_on)
    except InvalidValueError as error:
        if error.attribute == "issued_on":
            raise
        # Whoever gave terms and a total knows nothing of the lines and steps inside of the terms.
        expected = f"terms that fit the document: their {error.attribute} must be {error.expected}"
        raise InvalidValueError("terms", expected, str(terms)) from error


def _as_installment(part: object) -> Installment:
    match part:
        case (due, amount, unadjusted, offers):
            rolled_from = None if unadjusted is None else day("unadjusted_on", unadjusted)
            made = tuple(map(_as_offer, several("installments", "offers as a list", offers)))
            return Installment(day("due_on", due), Money.of(amount), rolled_from, made)
        case (due, amount):
            return Installment(day("due_on", due), Money.of(amount))
        case _:
            raise InvalidValueError("installments", "pairs of due day and amount, or an Installment each", part)


def _as_offer(offer: Any) -> Offer:
    match offer:
        case (until, amount, percent, "gross" | "net" as base):
            share = None if percent is None else as_percent(percent)
            if share is not None and not 0 <= share <= 100:
                raise InvalidValueError("installments", "offers of 0 to 100 percent", percent)
            return Offer(day("until", until), Money.of(amount), share, base)
        case _:
            raise InvalidValueError("installments", "offers like Offer(until, amount, percent, 'gross')", offer)


@attrs.frozen(init=False)
class Invoice:
    """A claim for goods or services, with one or more installments.

    ``number`` is opaque text, unique on the account; ``total`` is at least zero. Exactly one of ``due_on``, ``terms``
    and ``installments`` (pairs of due day and amount, which sum to the total) says when it is due, so no invoice is
    ever without a due day. A due day before the issue day is allowed: real books have them. Terms that need the amount
    before tax, or a calendar, are scheduled first: ``installments=terms.schedule(total, issued_on=..., net=...)``.
    ``attributes`` are carried along for grouping.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, and
    :class:`~receivables.errors.CurrencyMismatchError` for installments in another currency.

    >>> Invoice("F-1", "C-1", total=Money("10.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31)).due_on
    datetime.date(2026, 1, 31)
    >>> total, net, issued_on = Money("1210.00", "EUR"), Money("1000.00", "EUR"), date(2026, 1, 15)
    >>> terms = PaymentTerms.net(30).with_discount("2", within=10, base="net")
    >>> parts = terms.schedule(total, issued_on=issued_on, net=net)
    >>> invoice = Invoice("F-2", "C-1", total=total, issued_on=issued_on, installments=parts)
    >>> print(invoice.due_on, "or", invoice.installments[0].offers[0].amount, "less by", parts[0].offers[0].until)
    2026-02-14 or 20.00 EUR less by 2026-01-25
    """

    number: str
    customer: str
    total: Money
    issued_on: date
    installments: tuple[Installment, ...]
    attributes: Attributes

    def __init__(
        self,
        number: str,
        customer: str,
        *,
        total: Money | moneyed.Money,
        issued_on: date,
        due_on: date | None = None,
        terms: PaymentTerms | None = None,
        installments: Iterable[Installment | tuple[date, Money | moneyed.Money]] | None = None,
        attributes: Mapping[str, str] | Attributes = (),
    ) -> None:
        whole = Money.of(total)
        if whole.minor < 0:
            raise InvalidValueError("total", "at least 0 (a negative invoice is a CreditNote)", whole)
        parts = _as_installments(whole, day("issued_on", issued_on), due_on, terms, installments)
        _check_parts(whole, parts)
        self.__attrs_init__(
            name("number", number), name("customer", customer), whole, issued_on, parts, as_attributes(attributes)
        )

    @property
    def due_on(self) -> date:
        """The day on which the last installment is due."""
        return max(part.due_on for part in self.installments)


def _check_parts(total: Money, parts: tuple[Installment, ...]) -> None:
    for part in parts:
        require_same(total.currency, part.amount.currency)
        if part.amount.minor < 0:
            raise InvalidValueError("installments", "amounts of at least 0", part.amount)
        for offer in part.offers:
            require_same(total.currency, offer.amount.currency)
            if not 0 <= offer.amount.minor <= part.amount.minor:
                expected = f"offers of 0 to {part.amount}, which is the installment"
                raise InvalidValueError("installments", expected, offer.amount)
    if not parts or Money.total((part.amount for part in parts), currency=total.currency) != total:
        raise InvalidValueError("installments", f"one or more parts that sum to {total}", parts)


@attrs.frozen
class CreditNote:
    """A reduction of what a customer owes: for ``invoice`` if one is named, else credit that can be applied.

    ``number`` is unique among the payments and credit notes of the account; ``total`` is more than zero.

    >>> CreditNote("CN-1", "C-104", total=Money("50.00", "EUR"), issued_on=date(2026, 2, 1), invoice="F-1001").total
    Money('50.00', 'EUR')
    """

    number: str = attrs.field(validator=is_name)
    customer: str = attrs.field(validator=is_name)
    total: Money = attrs.field(kw_only=True, converter=as_money, validator=positive)
    issued_on: date = attrs.field(kw_only=True, validator=is_day)
    invoice: str | None = attrs.field(kw_only=True, default=None, validator=attrs.validators.optional(is_name))


DISCOUNT_DECISIONS = ("normal", "always", "never", "accept late")
"""What a person may decide about the early-payment discount of a payment."""


class RemittanceLine(NamedTuple):
    """What a payer says a payment is for: an invoice, and how much of it (``None``: as much as is open).

    >>> RemittanceLine("F-1001", Money("400.00", "EUR")).invoice
    'F-1001'
    """

    invoice: str
    amount: Money | None = None


def _as_remittance(lines: Iterable[str | tuple[str, Money | None]]) -> tuple[RemittanceLine, ...]:
    """Invoice numbers, or pairs of number and amount, as remittance lines."""
    expected = "a list of invoice numbers or of (number, amount)"
    return tuple(_as_remittance_line(line, expected) for line in several("remittance", expected, lines))


def _as_remittance_line(line: object, expected: str) -> RemittanceLine:
    if isinstance(line, str):
        return RemittanceLine(line)
    if not isinstance(line, tuple | list) or len(line) != 2:
        raise InvalidValueError("remittance", expected, line)
    number, amount = line
    return RemittanceLine(number, None if amount is None else Money.of(amount))


@attrs.frozen
class Payment:
    """Money received from a customer on a value date, with the remittance advice if there was one.

    ``reference`` is unique among the payments and credit notes of the account; ``amount`` is more than zero;
    ``remittance`` lists invoice numbers, or pairs of number and amount, in the order in which they are to be settled;
    where they ask for more than came (advice often names gross amounts), the money goes as far as it goes.
    ``discount`` is what a person decided on early-payment discounts: ``"normal"`` (as the policy says), ``"always"``
    (also after the last day), ``"never"``, or ``"accept late"`` (within the days in which a late one may be accepted).

    >>> payment = Payment(
    ...     "P-7", "C-104", amount=Money("400.00", "EUR"), paid_on=date(2026, 2, 20), remittance=["F-1001"]
    ... )
    >>> payment.remittance
    (RemittanceLine(invoice='F-1001', amount=None),)
    """

    reference: str = attrs.field(validator=is_name)
    customer: str = attrs.field(validator=is_name)
    amount: Money = attrs.field(kw_only=True, converter=as_money, validator=positive)
    paid_on: date = attrs.field(kw_only=True, validator=is_day)
    remittance: tuple[RemittanceLine, ...] = attrs.field(kw_only=True, default=(), converter=_as_remittance)
    discount: str = attrs.field(kw_only=True, default="normal", validator=is_one_of(*DISCOUNT_DECISIONS))

    @remittance.validator
    def _check_remittance(self, attribute: attrs.Attribute[Any], lines: tuple[RemittanceLine, ...]) -> None:
        for line in lines:
            name("remittance", line.invoice)
            if line.amount is not None:
                require_same(self.amount.currency, line.amount.currency)
                positive(self, attribute, line.amount)
