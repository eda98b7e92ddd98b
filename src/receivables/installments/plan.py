"""What a policy answers: the rows of a plan, and every figure as a sum over them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import attrs

from receivables.checks import keep_as_tuples
from receivables.installments.apr import Flow, effective_rate
from receivables.money import Money
from receivables.terms.lines import number_text


class PlanRow(NamedTuple):
    """A payment of a plan: ``payment`` is ``principal``, ``interest`` and ``fee`` together.

    ``balance`` is owed after it. ``unadjusted_on`` is the due day before it was rolled to a business day, if it was.
    Interest that a payment does not cover is owed on, and the principal is then below zero.

    >>> from receivables import Installments
    >>> Installments.level(1, percent="12").schedule(Money("1000.00", "EUR"), start=date(2026, 1, 31)).rows[0].payment
    Money('1010.00', 'EUR')
    """

    number: int
    due_on: date
    payment: Money
    principal: Money
    interest: Money
    fee: Money
    balance: Money
    unadjusted_on: date | None = None


@attrs.frozen(kw_only=True)
class Plan:
    """An amount that is paid off in rows; every figure of the plan is computed from them.

    ``payment`` is what was agreed for each period, without the fee, where there is such a thing; the last row pays what
    is left and may differ. ``first_interval`` is the time from ``start`` to the first due day in years, of which each
    later interval is ``1 / periods_per_year``. ``carried`` says that the balance was never rounded, only what is shown.

    >>> from receivables import Installments
    >>> plan = Installments.level(12, percent="6").schedule(Money("10000.00", "EUR"), start=date(2026, 1, 31))
    >>> plan.payment, plan.last_payment, plan.total_interest, plan.apr
    (Money('860.66', 'EUR'), Money('860.70', 'EUR'), Money('327.96', 'EUR'), Decimal('6.17'))
    """

    rule: str
    amount: Money
    start: date
    percent: Fraction
    periods_per_year: int
    first_interval: Fraction
    payment: Money | None
    carried: bool
    rows: tuple[PlanRow, ...]

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "rows")

    @property
    def last_payment(self) -> Money:
        """What the last row pays, its fee included and the balloon left out."""
        return self.rows[-1].payment

    @property
    def balloon(self) -> Money:
        """What is still owed after the last row, and due with it."""
        return self.rows[-1].balance

    @property
    def total_interest(self) -> Money:
        """The interest of all rows."""
        return self._sum("interest")

    @property
    def total_fees(self) -> Money:
        """The fees of all rows."""
        return self._sum("fee")

    @property
    def total_paid(self) -> Money:
        """The payments of all rows, and the balloon."""
        return self._sum("payment") + self.balloon

    def _sum(self, column: str) -> Money:
        return self.amount.with_minor(sum(getattr(row, column).minor for row in self.rows))

    @property
    def payments(self) -> tuple[tuple[date, Money], ...]:
        """What is to be paid on which day, the balloon included: as :class:`~receivables.events.PlanAgreed` takes it.

        Rows that pay nothing are left out, and what a calendar brings to one day is one payment.

        >>> from receivables.installments import Installments
        >>> policy = Installments.level(9, percent="0", term_periods=2)
        >>> plan = policy.schedule(Money("900.00", "EUR"), start=date(2026, 1, 31))
        >>> [(str(day), str(payment)) for day, payment in plan.payments]
        [('2026-02-28', '100.00 EUR'), ('2026-03-31', '800.00 EUR')]
        """
        by_day: dict[date, int] = {}
        for row in self.rows:
            by_day[row.due_on] = by_day.get(row.due_on, 0) + row.payment.minor
        by_day[self.rows[-1].due_on] += self.balloon.minor
        return tuple((day, self.amount.with_minor(minor)) for day, minor in by_day.items() if minor)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """The money of the plan in time, as :func:`effective_rate` takes it: the amount, then the payments."""
        flows = [Flow(self.amount, 0)]
        for row in self.rows:
            years = self.first_interval + Fraction(row.number - 1, self.periods_per_year)
            flows.append(Flow(-row.payment, years))
        return (*flows, Flow(-self.balloon, flows[-1].years))

    @cached_property
    def apr(self) -> Decimal:
        """The annual percentage rate of the plan, effective, in percent with two decimals, half up; fees included.

        Intervals count as the plan counts them: equal periods, and the first interval at its length.
        """
        return effective_rate(self.flows)

    def explain(self) -> str:
        """The plan as text: a line for each row, then what it costs."""
        return "\n".join([self._head(), *map(self._line, self.rows), *self._foot()])

    def _head(self) -> str:
        rate = f"{number_text(self.percent)} % a year"
        count = "1 payment" if len(self.rows) == 1 else f"{len(self.rows)} payments"
        return f"{self.amount} from {self.start} at {rate}, {count} by {self.rule}"

    def _line(self, row: PlanRow) -> str:
        parts = f"{row.principal.text} principal + {row.interest.text} interest"
        if row.fee:
            parts += f" + {row.fee.text} fee"
        rolled = f" (for {row.unadjusted_on})" if row.unadjusted_on else ""
        return f"  {row.number}: {row.due_on}{rolled} {row.payment} = {parts}; {row.balance.text} left"

    def _foot(self) -> list[str]:
        fees = f" and {self.total_fees} fees" if self.total_fees else ""
        lines = [f"  {self.total_paid} in all: {self.total_interest} interest{fees}; APR {self.apr:f} %"]
        if self.balloon:
            lines.insert(0, f"  {self.balloon} balloon, due with the last payment")
        if self.carried:
            lines.append("  the balance is carried unrounded: figures are rounded where they are shown")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain data."""
        return {
            "rule": self.rule,
            "amount": self.amount.text,
            "currency": self.amount.currency.code,
            "start": self.start.isoformat(),
            "percent": number_text(self.percent),
            "periods_per_year": self.periods_per_year,
            "first_interval": str(self.first_interval),
            "payment": None if self.payment is None else self.payment.text,
            "carried": self.carried,
            "total_interest": self.total_interest.text,
            "total_fees": self.total_fees.text,
            "balloon": self.balloon.text,
            "total_paid": self.total_paid.text,
            "apr": format(self.apr, "f"),
            "rows": [_plain(row) for row in self.rows],
        }


def _plain(row: PlanRow) -> dict[str, Any]:
    """A row as plain data; what goes without saying is left out."""
    plain = {
        "number": row.number,
        "due_on": row.due_on.isoformat(),
        "payment": row.payment.text,
        "principal": row.principal.text,
        "interest": row.interest.text,
        "fee": row.fee.text,
        "balance": row.balance.text,
    }
    if row.unadjusted_on is not None:
        plain["unadjusted_on"] = row.unadjusted_on.isoformat()
    return plain
