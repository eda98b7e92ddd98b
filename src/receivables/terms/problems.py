"""What can be wrong with the lines of terms, and with a table of holidays: every problem, with its code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from receivables.checks import flag, several
from receivables.errors import InvalidValueError
from receivables.money import LARGEST_EXPONENT
from receivables.rounding import Rounding
from receivables.terms.lines import Balance, EqualParts, Line, Percent, number_text
from receivables.terms.steps import AddDays, holiday_moves

LINES_IN_WORDS = "lines, like Line(Balance())"


class TermsProblem(NamedTuple):
    """Something wrong with the lines of terms: a ``code`` for programs, a ``reason`` for people.

    ========================  ==============================================================
    no_lines                  there is no line
    percent_out_of_range      a percentage is not between 0 and 100
    percent_sum_not_100       percentages of the total sum to more than 100; or there are no other
                              lines, and they sum to less
    several_rests             more than one line is the balance, or one is beside equal parts
    same_due                  two lines have the same date steps (asked for by name)
    negative_days             a line counts days backwards (asked for by name)
    ========================  ==============================================================

    >>> TermsProblem("no_lines", "there is no line").code
    'no_lines'
    """

    code: str
    reason: str


def problems(
    lines: Iterable[Line], *, refuse_same_due: bool = False, refuse_negative_days: bool = False
) -> tuple[TermsProblem, ...]:
    """What is wrong with ``lines``; two refusals that not every house shares are asked for by name.

    >>> problems([Line(Percent("50"))])
    (TermsProblem(code='percent_sum_not_100', reason='the percentages of the total sum to 50, not 100'),)
    """
    given = tuple(several("lines", LINES_IN_WORDS, lines))
    if not all(isinstance(line, Line) for line in given):
        raise InvalidValueError("lines", LINES_IN_WORDS, lines)
    found = [*_percent_problems(given), *_rest_problems(given)]
    if flag("refuse_same_due", refuse_same_due) and len({line.steps for line in given}) < len(given):
        found.append(TermsProblem("same_due", "two lines fall due on the same day"))
    back = any(isinstance(step, AddDays) and step.days < 0 for line in given for step in line.steps)
    if flag("refuse_negative_days", refuse_negative_days) and back:
        found.append(TermsProblem("negative_days", "a line counts days backwards"))
    return tuple(found)


def holiday_problems(moves: Iterable[tuple[date, date]]) -> tuple[TermsProblem, ...]:
    """What is wrong with a table of holidays and the days to which they move.

    :class:`~receivables.terms.MoveHolidays` moves a day once, so it can be used with a table in which one holiday moves
    onto another; whoever keeps such tables may want to know.

    >>> moves = [(date(2026, 5, 1), date(2026, 5, 4)), (date(2026, 5, 4), date(2026, 5, 5))]
    >>> [each.code for each in holiday_problems(moves)]
    ['moved_date_is_holiday']
    """
    given = list(holiday_moves(moves))
    holidays = [holiday for holiday, _ in given]
    found = [
        TermsProblem("moved_date_not_after_holiday", f"{moved} is not after {holiday}")
        for holiday, moved in given
        if moved <= holiday
    ]
    found += [TermsProblem("moved_date_is_holiday", f"{moved} is one") for _, moved in given if moved in holidays]
    found += [
        TermsProblem("duplicate_holiday", f"{day} is there twice") for day in {*holidays} if holidays.count(day) > 1
    ]
    return tuple(found)


def _percent_problems(lines: Sequence[Line]) -> Iterator[TermsProblem]:
    if not lines:
        yield TermsProblem("no_lines", "there is no line")
    percents = [line.rule for line in lines if isinstance(line.rule, Percent)]
    for rule in percents:
        if not 0 <= rule.percent <= 100:
            reason = f"{number_text(rule.percent)} percent is not between 0 and 100"
            yield TermsProblem("percent_out_of_range", reason)
    of_total = [rule.percent for rule in percents if rule.of == "total"]
    together = sum(of_total, Fraction(0))
    if together > 100 or (lines and len(of_total) == len(lines) and together != 100):
        reason = f"the percentages of the total sum to {_sum_text(together)}, not 100"
        yield TermsProblem("percent_sum_not_100", reason)


def _sum_text(together: Fraction) -> str:
    """A sum, rounded where many different denominators make it too long to read, or even to be written."""
    if together.denominator <= 10**LARGEST_EXPONENT:
        return number_text(together)
    return f"about {number_text(Rounding.HALF_UP.to_step(together, Fraction(1, 10**6)))}"


def _rest_problems(lines: Sequence[Line]) -> Iterator[TermsProblem]:
    rests = [line.rule for line in lines if isinstance(line.rule, Balance | EqualParts)]
    if len(rests) > 1 and Balance() in rests:
        yield TermsProblem("several_rests", "one Balance has what the others leave, or EqualParts share it")
