"""What a check is asked for beside the policy: the day, the law of the place, the languages of the letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import attrs

from receivables.checks import is_day, is_name, is_one_of, name, several
from receivables.credit_book import CreditBook
from receivables.policy_check.limits import Limit, limits
from receivables.statutory import Regime, StatutoryInterest, applicable, regime

DEBTORS = ("business", "consumer", "public")


def _as_languages(languages: Iterable[str]) -> tuple[str, ...]:
    return tuple(name("languages", each) for each in several("languages", "a list of languages", languages))


@attrs.frozen(kw_only=True)
class Setting:
    """Where and when a policy is to be used, as far as that is known.

    - ``as_of``: the day of the question; without one, nothing is asked of days
    - ``jurisdiction``: an ISO 3166 code, and ``debtor``, ``"business"``, ``"consumer"`` or ``"public"``; without them,
      those of the statutory regime in the policy, and without that no law is asked
    - ``languages``: in which letters must be there

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.

    >>> Setting(jurisdiction="DK", debtor="consumer").limits("fee")[0].most
    3
    """

    as_of: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_day))
    jurisdiction: str | None = attrs.field(default=None, validator=attrs.validators.optional(is_name))
    debtor: str | None = attrs.field(default=None, validator=attrs.validators.optional(is_one_of(*DEBTORS)))
    languages: tuple[str, ...] = attrs.field(default=(), converter=_as_languages)
    regime: str | None = attrs.field(default=None)

    @property
    def debtors(self) -> tuple[str, ...]:
        """The kinds of debtor that are meant."""
        if self.debtor is not None:
            return (self.debtor,)
        return regime(self.regime, evidence="flagged").debtors if self.regime else DEBTORS

    @property
    def regimes(self) -> tuple[Regime, ...]:
        """The regimes of the place, each once: that of the policy alone, where no other was asked for."""
        if self.regime and self.debtor is None:
            return (regime(self.regime, evidence="flagged"),)
        place = self.jurisdiction
        found = (
            [each for debtor in self.debtors for each in applicable(place, debtor, evidence="flagged")] if place else []
        )
        return tuple({each.id: each for each in found}.values())

    def limits(self, about: str) -> tuple[Limit, ...]:
        """What the law of the place limits."""
        return tuple(
            limit
            for limit in (limits(self.jurisdiction) if self.jurisdiction else ())
            if limit.about == about and set(limit.debtors) & set(self.debtors)
        )

    def within(self, policy: Any) -> Setting:
        """The same for a policy, whose statutory regime says where it is used if nobody else did."""
        statutory = next((each for each in _interest(policy) if isinstance(each, StatutoryInterest)), None)
        if self.jurisdiction is not None or statutory is None:
            return self
        found = regime(statutory.regime, evidence="flagged")
        return attrs.evolve(self, jurisdiction=found.jurisdiction, regime=found.id)


def _interest(policy: Any) -> list[Any]:
    """The interest policies of a bundle, or of a credit book: that of its policy, then those of its amendments."""
    if isinstance(policy, CreditBook):
        return [policy.policy.interest, *(change.interest for change in policy.amendments)]
    return [policy, getattr(policy, "interest", None)]


def to_whom(limit: Limit, setting: Setting) -> str:
    """The debtors of a limit that are meant, where they are not all."""
    found: Iterator[str] = (each for each in limit.debtors if each in setting.debtors)
    meant = list(found)
    return "" if meant == list(setting.debtors) else f" ({' and '.join(meant)} debtors)"
