"""The steps of a ladder: when they come, what is done, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from receivables.checks import is_a, is_name, is_one_of, is_whole, name, one_of, several
from receivables.errors import InvalidValueError
from receivables.escalation.conditions import ALWAYS, StepConditions
from receivables.escalation.fees import Fee

TONES = ("friendly", "firm", "formal")
"""How a step speaks to the customer."""

MEASURES = (
    "stop credit",
    "offer a plan",
    "hand over to a lawyer",
    "hand over to an agency",
    "hand over to a court",
    "propose a write-off",
)
"""What a step may call for besides its notice."""

_optional = attrs.validators.optional
_A_YEAR = is_whole(low=0, high=366)


def _as_measures(measures: Iterable[str]) -> tuple[str, ...]:
    found = tuple(one_of("measures", name("measures", each), MEASURES) for each in several("measures", _LIST, measures))
    if len(set(found)) < len(found):
        raise InvalidValueError("measures", "each measure once", found)
    return found


_LIST = "a list of measures"


@attrs.frozen
class Step:
    """A step of a ladder: from ``days`` past due (negative: before the due day, and only there), over a ``channel``.

    - ``since``: ``days`` count from the ``"due"`` day (with the grace of the ladder), or from the day of ``"issue"``.
    - ``wait_days``: days since the last notice about the item; not asked before a first one. A step may have it in
      place of ``days``, and then follows a notice, or beside them.
    - ``when``: further :class:`StepConditions`.
    - ``template`` and ``tone`` (one of ``TONES``) are for those who write the notice;
      ``measures`` (of ``MEASURES``) is what else is to be done.
    - ``fee``: what the notice costs the customer, once for each item (:class:`Fee`).
    - ``interest``: ``"on"`` or ``"off"`` from this step on; ``None`` leaves it as it is.
    - ``deadline_days``: a new deadline from the day of the notice: no later step before it is over. The due day stays.
    - ``review_days``: when to look again after the step at the latest.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, and a step that never says when.

    >>> Step("reminder", days=5, channel="email").name
    'reminder'
    """

    name: str = attrs.field(validator=is_name)
    days: int | None = attrs.field(kw_only=True, default=None, validator=_optional(is_whole(low=-3660, high=36_600)))
    channel: str = attrs.field(kw_only=True, validator=is_name)
    since: str = attrs.field(kw_only=True, default="due", validator=is_one_of("due", "issue"))
    wait_days: int | None = attrs.field(kw_only=True, default=None, validator=_optional(is_whole(low=0, high=3660)))
    when: StepConditions = attrs.field(
        kw_only=True, default=ALWAYS, validator=is_a(StepConditions, "StepConditions of a step")
    )
    template: str = attrs.field(kw_only=True, default="", validator=is_a(str, "the name of a template"))
    tone: str | None = attrs.field(kw_only=True, default=None, validator=_optional(is_one_of(*TONES)))
    measures: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=_as_measures)
    fee: Fee | None = attrs.field(kw_only=True, default=None, validator=_optional(is_a(Fee, "a Fee")))
    interest: str | None = attrs.field(kw_only=True, default=None, validator=_optional(is_one_of("on", "off")))
    deadline_days: int | None = attrs.field(kw_only=True, default=None, validator=_optional(_A_YEAR))
    review_days: int | None = attrs.field(kw_only=True, default=None, validator=_optional(is_whole(low=1, high=366)))

    def __attrs_post_init__(self) -> None:
        if self.days is None and self.wait_days is None:
            raise InvalidValueError("days", "days past due, or wait_days since the last notice", None)

    @property
    def actions(self) -> tuple[str, ...]:
        """What the step calls for, in words."""
        fee = ("charge the fee",) if self.fee else ()
        interest = (f"interest {self.interest}",) if self.interest else ()
        return (f"{self.name} by {self.channel}", *self.measures, *fee, *interest)
