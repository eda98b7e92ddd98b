"""What a contact guard answers: yes, or no with every reason and the day on which to ask again."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import attrs

from receivables.checks import is_day, is_name, keep_as_tuples, returned_lines


class Refusal(NamedTuple):
    """Why one rule refuses a contact on a day, and the first later day on which that rule would allow it.

    ``again_on`` is ``None`` where only a new fact changes it.

    >>> print(Refusal("2026-03-29 is a Sunday", date(2026, 3, 30)))
    2026-03-29 is a Sunday; free on 2026-03-30
    """

    because: str
    again_on: date | None

    def __str__(self) -> str:
        return self.because if self.again_on is None else f"{self.because}; free on {self.again_on}"


@attrs.frozen(kw_only=True)
class ContactCheck:
    """Whether a customer may be contacted over a channel on a day, with every reason against it.

    ``again_on`` is the first day, from ``as_of`` on, on which the answer is yes if nothing else happens: ``as_of``
    itself where the contact is allowed, ``None`` where only a new fact (or more years of a calendar) changes it.

    >>> sunday, monday = date(2026, 3, 29), date(2026, 3, 30)
    >>> refusal = Refusal("2026-03-29 is a Sunday", monday)
    >>> print(ContactCheck(
    ...     customer="C-104", channel="phone", as_of=sunday, rule="contact-guard@1", refusals=[refusal],
    ...     again_on=monday,
    ... ).explain())
    C-104 by phone on 2026-03-29: not allowed; ask again on 2026-03-30
      2026-03-29 is a Sunday; free on 2026-03-30
    """

    customer: str
    channel: str = attrs.field(validator=is_name)
    as_of: date = attrs.field(validator=is_day)
    rule: str
    refusals: tuple[Refusal, ...] = ()
    again_on: date | None = attrs.field(validator=attrs.validators.optional(is_day))

    def __attrs_post_init__(self) -> None:
        if self.refusals:
            found = returned_lines(self, "refusals", self.refusals, Refusal, str, (date, type(None)))
            object.__setattr__(self, "refusals", found)
        keep_as_tuples(self, "refusals")

    @property
    def allowed(self) -> bool:
        """Whether no rule refuses the contact."""
        return not self.refusals

    @property
    def because(self) -> str:
        """The reasons, in a sentence."""
        return "; ".join(refusal.because for refusal in self.refusals) or "nothing stands against it"

    def explain(self) -> str:
        """The answer as text, with a line for each rule that refuses."""
        head = f"{self.customer} by {self.channel} on {self.as_of}: "
        if self.allowed:
            return head + "allowed"
        when = f"ask again on {self.again_on}" if self.again_on else "only a new fact changes that"
        return "\n".join([f"{head}not allowed; {when}", *(f"  {refusal}" for refusal in self.refusals)])

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "rule": self.rule,
            "customer": self.customer,
            "channel": self.channel,
            "as_of": self.as_of.isoformat(),
            "allowed": self.allowed,
            "because": self.because,
            "again_on": _text(self.again_on),
            "refusals": [{"because": each.because, "again_on": _text(each.again_on)} for each in self.refusals],
        }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
