"""A limit suggested by behaviour, with its working."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import attrs

from receivables.calendars import add_months
from receivables.checks import several, whole
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.money.exact import Exact, exact
from receivables.position import OpenItem, Position, on_evening
from receivables.rounding import Rounding
from receivables.terms.lines import number_text


class RecordFactor(NamedTuple):
    """From which share paid on time, in percent, which factor counts.

    >>> ON_TIME_FACTORS[0]
    RecordFactor(on_time=Fraction(95, 1), factor=Fraction(3, 2))
    """

    on_time: Fraction
    factor: Fraction


ON_TIME_FACTORS = (
    RecordFactor(Fraction(95), Fraction(3, 2)),
    RecordFactor(Fraction(80), Fraction(1)),
    RecordFactor(Fraction(50), Fraction(1, 2)),
    RecordFactor(Fraction(0), Fraction(0)),
)
"""Half as much again for those who pay 95 % on time, half for those under 80 %, nothing under 50 %. They are ours."""


@attrs.frozen(kw_only=True)
class LimitSuggestion:
    """A suggested limit and how it comes about; ``limit`` is ``None`` without a record of payment.

    ``purchases`` are those of the last ``months``; ``on_time`` is the percentage of what fell due in that time, by
    amount, that was settled by its due day, and ``factor`` what the record is worth.

    >>> print(LimitSuggestion(
    ...     customer="C-1", as_of=date(2026, 3, 31), months=12, purchases=Money("12000.00", "EUR"), terms_days=60,
    ...     on_time=Fraction(96), factor=Fraction(3, 2), limit=Money("3000.00", "EUR"),
    ... ).explain())
    C-1 on 2026-03-31: 3000.00 EUR suggested
      12000.00 EUR bought in 12 months / 12 = 1000.00 EUR a month
      x 60/30 months of terms
      x 1.5 for 96.0 % paid on time
    """

    customer: str
    as_of: date
    months: int
    purchases: Money
    terms_days: int
    on_time: Fraction | None
    factor: Fraction | None
    limit: Money | None

    def explain(self) -> str:
        """The suggestion as text, step by step."""
        monthly = Money.rounded(self.purchases.exact / self.months, self.purchases.currency)
        found = "no limit suggested" if self.limit is None else f"{self.limit} suggested"
        record = "  nothing fell due in that time: no record of payment"
        if self.on_time is not None and self.factor is not None:
            tenths = Rounding.HALF_UP.apply(self.on_time * 10)
            record = f"  x {number_text(self.factor)} for {tenths // 10}.{tenths % 10} % paid on time"
        return "\n".join(
            [
                f"{self.customer} on {self.as_of}: {found}",
                f"  {self.purchases} bought in {self.months} months / {self.months} = {monthly} a month",
                f"  x {self.terms_days}/30 months of terms",
                record,
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """The suggestion as plain data; the percentage and the factor as text of exact numbers."""
        return {
            "customer": self.customer,
            "as_of": self.as_of.isoformat(),
            "currency": self.purchases.currency.code,
            "months": self.months,
            "purchases": self.purchases.text,
            "terms_days": self.terms_days,
            "on_time": None if self.on_time is None else number_text(self.on_time),
            "factor": None if self.factor is None else number_text(self.factor),
            "limit": None if self.limit is None else self.limit.text,
        }


def suggest_limit(
    position: Position,
    *,
    as_of: date,
    terms_days: int,
    months: int = 12,
    factors: Iterable[RecordFactor | tuple[Exact, Exact]] = ON_TIME_FACTORS,
) -> LimitSuggestion:
    """The limit that a customer's purchases and record call for: monthly purchases x months of terms x a factor.

    Purchases are the invoices issued in the last so many months, less credit notes, with tax; ``terms_days`` are the
    days for which credit is given, 30 to a month. The factor follows from the share of what fell due in that time that
    was settled, and not written off, by its due day. The limit is rounded down to whole minor units.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: the needs-based limit of credit managers, what a customer buys in the time for which it is given credit. The
    factors are ours: give those of the house.

    >>> from receivables import Account, Invoice, InvoiceIssued, Payment, PaymentReceived
    >>> due, bought = date(2026, 2, 14), Money("1200.00", "EUR")
    >>> invoice = Invoice("F-1", "C-1", total=bought, issued_on=date(2026, 1, 15), due_on=due)
    >>> payment = Payment("P-1", "C-1", amount=bought, paid_on=due)
    >>> position = Account("C-1", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)]).as_of(date(2026, 3, 31))
    >>> print(suggest_limit(position, as_of=date(2026, 3, 31), terms_days=30).limit)
    150.00 EUR
    """
    position, on, table = on_evening(position, as_of), as_of, _as_factors(factors)
    whole("months", months, low=1, high=1_200, unit="months")
    whole("terms_days", terms_days, low=0)
    since = add_months(on, -months)
    items = [item for item in position.items if item.kind == "invoice"]
    bought = [_net(item) for item in items if since < item.issued_on <= on]
    purchases = Money.total(bought, currency=position.currency)
    on_time = _on_time([item for item in items if since < item.due_on < on])
    factor = None if on_time is None else next((row.factor for row in table if on_time >= row.on_time), Fraction(0))
    limit = None
    if factor is not None:
        exactly = purchases.exact / months * Fraction(terms_days, 30) * factor
        limit = Money.rounded(exactly, position.currency, Rounding.DOWN)
    return LimitSuggestion(
        customer=position.customer,
        as_of=on,
        months=months,
        purchases=purchases,
        terms_days=terms_days,
        on_time=on_time,
        factor=factor,
        limit=limit,
    )


_FACTORS = "pairs of the percentage paid on time (0 to 100) and a factor of at least 0, each percentage once"


def _as_factors(given: Iterable[RecordFactor | tuple[Exact, Exact]]) -> tuple[RecordFactor, ...]:
    """Rows of the table, the best record first."""
    rows = sorted((_as_factor(row) for row in several("factors", _FACTORS, given)), reverse=True)
    if len({row.on_time for row in rows}) < len(rows):
        raise InvalidValueError("factors", _FACTORS, rows)
    return tuple(rows)


def _as_factor(row: object) -> RecordFactor:
    match row:
        case (on_time, factor):
            found = RecordFactor(exact("factors", on_time), exact("factors", factor))
        case _:
            raise InvalidValueError("factors", _FACTORS, row)
    if not 0 <= found.on_time <= 100 or found.factor < 0:
        raise InvalidValueError("factors", _FACTORS, row)
    return found


def _net(item: OpenItem) -> Money:
    """What was bought: the item less what was credited."""
    return item.amount - item.credited


def _on_time(due: list[OpenItem]) -> Fraction | None:
    """The percentage, by amount, of what fell due that was settled by then; ``None`` of nothing."""
    weighed = sum([_net(item).minor for item in due])
    paid = sum([_net(item).minor for item in due if _settled_in_time(item)])
    return Fraction(100 * paid, weighed) if weighed else None


def _settled_in_time(item: OpenItem) -> bool:
    """Whether nothing was open on the evening of the due day, and none of it was written off."""
    last = max(item.due_on, item.issued_on)
    balances = [minor for changed_on, minor in item.history if changed_on <= last]
    return bool(balances) and balances[-1] == 0 and not item.written_off
