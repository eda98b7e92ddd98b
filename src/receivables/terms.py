"""Payment terms: when what part of a document falls due.

Terms are an ordered list of date steps, because *net, then end of month* and *end of month, then net* are two
different promises. They are immutable: a schedule is made once, when the document is issued.

>>> from datetime import date
>>> from receivables import Money, PaymentTerms
>>> PaymentTerms.net(30).due_on(date(2026, 1, 31))
datetime.date(2026, 3, 2)
>>> PaymentTerms.net(30).end_of_month().due_on(date(2026, 1, 15))
datetime.date(2026, 2, 28)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple, Protocol, Self

import attrs
from dateutil.relativedelta import relativedelta

from receivables.checks import are, day, is_whole
from receivables.errors import InvalidValueError
from receivables.money import Money

__all__ = [
    "AddDays",
    "DateStep",
    "EndOfMonth",
    "Installment",
    "PaymentTerms",
]


class Installment(NamedTuple):
    """A part of a document with a due day of its own: the unit that is aged, paid and dunned.

    >>> Installment(date(2026, 2, 14), Money("100.00", "EUR")).amount
    Money('100.00', 'EUR')
    """

    due_on: date
    amount: Money


class DateStep(Protocol):
    """One step from a date to the next, such as *30 days later* or *to the end of that month*."""

    def after(self, start: date) -> date:
        """The day on which this step ends when it begins on ``start``."""
        ...


@attrs.frozen
class AddDays:
    """So many calendar ``days`` later (0 to 36,500).

    >>> AddDays(30).after(date(2026, 1, 31))
    datetime.date(2026, 3, 2)
    """

    days: int = attrs.field(validator=is_whole(low=0, high=36_500))

    def after(self, start: date) -> date:
        """The day so many days after ``start``."""
        return start + timedelta(days=self.days)


@attrs.frozen
class EndOfMonth:
    """To the last day of the month that has been reached.

    >>> EndOfMonth().after(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """

    def after(self, start: date) -> date:
        """The last day of the month of ``start``."""
        return start + relativedelta(day=31)


def _as_steps(steps: Iterable[AddDays | EndOfMonth]) -> tuple[AddDays | EndOfMonth, ...]:
    return tuple(steps)


@attrs.frozen
class PaymentTerms:
    """When a document falls due, as ``steps`` taken one after the other from the issue day.

    ``PaymentTerms.net(0)`` is *due on receipt*.

    >>> PaymentTerms.net(30)
    PaymentTerms(steps=(AddDays(days=30),))
    """

    steps: tuple[AddDays | EndOfMonth, ...] = attrs.field(
        converter=_as_steps, validator=are((AddDays, EndOfMonth), "date steps, like AddDays(30)", at_least=1)
    )

    @classmethod
    def net(cls, days: int) -> Self:
        """The whole amount, so many calendar ``days`` after the issue day.

        >>> PaymentTerms.net(14).due_on(date(2026, 2, 20))
        datetime.date(2026, 3, 6)
        """
        return cls((AddDays(days),))

    def end_of_month(self) -> Self:
        """The same terms, and then to the end of the month that was reached.

        >>> PaymentTerms.net(30).end_of_month().steps
        (AddDays(days=30), EndOfMonth())
        """
        return attrs.evolve(self, steps=(*self.steps, EndOfMonth()))

    def due_on(self, issued_on: date) -> date:
        """The day on which a document issued on ``issued_on`` falls due.

        Raises :class:`~receivables.errors.InvalidValueError` when the calendar ends before the terms do.
        """
        reached = day("issued_on", issued_on)
        try:
            for step in self.steps:
                reached = step.after(reached)
        except (OverflowError, ValueError) as beyond:
            raise InvalidValueError("issued_on", "a day whose due day comes before year 10000", issued_on) from beyond
        return reached

    def schedule(self, total: Money, *, issued_on: date) -> tuple[Installment, ...]:
        """The installments of a document of ``total`` issued on ``issued_on``; their amounts sum to it exactly.

        >>> PaymentTerms.net(30).schedule(Money("100.00", "EUR"), issued_on=date(2026, 1, 15))
        (Installment(due_on=datetime.date(2026, 2, 14), amount=Money('100.00', 'EUR')),)
        """
        return (Installment(self.due_on(issued_on), Money.of(total)),)
