"""What a credit check comes to: the verdict, every reason for it, and the figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import attrs

from receivables.checks import are, is_one_of, several
from receivables.credit.conditions import Remedy
from receivables.credit.exposure import Exposure, Order
from receivables.money import Money

ACTIONS = ("warn", "hold")
"""What a limit or a rule may call for, the milder first."""


class Reason(NamedTuple):
    """Why an order is not simply approved, and what would end that (``None``: paying, or a smaller order, does not).

    >>> print(Reason("limit", "hold", "1700.00 EUR is 200.00 EUR over the limit of 1500.00 EUR", None))
    hold, limit: 1700.00 EUR is 200.00 EUR over the limit of 1500.00 EUR
    """

    name: str
    action: str
    because: str
    remedy: Remedy | None

    def __str__(self) -> str:
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{self.action}, {self.name}: {self.because}{remedy}"


def _as_reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(several("reasons", "a list of reasons", reasons))


@attrs.frozen(kw_only=True)
class CreditDecision:
    """Whether an order may go out on a day: ``verdict`` is ``"approve"``, ``"warn"`` or ``"hold"``.

    ``reasons`` holds every one, not only the first; without any the order is approved. ``exposure`` is what is at risk
    before the order and ``after`` with it. ``limit`` is the one in force on the total (``None``: no limit) and
    ``limit_from`` says whose it is. ``headroom`` is the largest order, shipping within the horizon, that no limit
    stands against; negative by how much has to be paid first, ``None`` without a limit. ``insured`` is what the insurer
    would pay of the exposure with the order. ``state`` is the overdue state and ``terms`` the terms that the policy
    offers to the segment, where there is such a thing.

    >>> nothing = Exposure.of({}, currency="EUR")
    >>> decision = CreditDecision(
    ...     customer="C-1", rule="credit@1", as_of=date(2026, 3, 31), exposure=nothing, after=nothing,
    ...     order=Order(date(2026, 3, 31), Money("0.00", "EUR")), limit_from="no limit",
    ... )
    >>> print(decision.explain())
    C-1 on 2026-03-31: approve, order 0.00 EUR
      exposure 0.00 EUR, 0.00 EUR with the order; no limit
    """

    customer: str
    rule: str
    as_of: date
    order: Order
    exposure: Exposure
    after: Exposure
    limit: Money | None = None
    limit_from: str
    headroom: Money | None = None
    insured: Money | None = None
    state: str | None = None
    terms: str | None = None
    reasons: tuple[Reason, ...] = attrs.field(default=(), converter=_as_reasons)

    @reasons.validator
    def _check_reasons(self, attribute: attrs.Attribute[Any], reasons: tuple[Reason, ...]) -> None:
        are(Reason, "reasons")(self, attribute, reasons)
        for reason in reasons:
            is_one_of(*ACTIONS)(self, attribute, reason.action)

    @property
    def verdict(self) -> str:
        """The worst that a reason calls for; ``"approve"`` without one."""
        called_for = {reason.action for reason in self.reasons}
        return next((action for action in reversed(ACTIONS) if action in called_for), "approve")

    def explain(self) -> str:
        """The decision as text: the figures, each component, and a line for every reason with its remedy."""
        limit = "" if self.limit is None else f"limit {self.limit} "
        limit += f"({self.limit_from})" if limit else self.limit_from
        room = "" if self.headroom is None else f"; headroom {self.headroom}"
        insured = "" if self.insured is None else f"; {self.insured} insured"
        state = "" if self.state is None else f"; state {self.state}"
        terms = "" if self.terms is None else f"; terms {self.terms}"
        figures = f"exposure {self.exposure.total}, {self.after.total} with the order; {limit}"
        return "\n".join(
            [
                f"{self.customer} on {self.as_of}: {self.verdict}, order {self.order.amount}",
                f"  {figures}{room}{insured}{state}{terms}",
                *(f"    {line}" for line in self.after.lines),
                *(f"  {reason}" for reason in self.reasons),
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain data."""
        amounts = {"limit": self.limit, "headroom": self.headroom, "insured": self.insured}
        return {
            "customer": self.customer,
            "rule": self.rule,
            "as_of": self.as_of.isoformat(),
            "verdict": self.verdict,
            "order": {"ship_on": self.order.ship_on.isoformat(), "amount": self.order.amount.text},
            "exposure": self.exposure.to_dict(),
            "exposure_after": self.after.total.text,
            **{name: None if amount is None else amount.text for name, amount in amounts.items()},
            "limit_from": self.limit_from,
            "state": self.state,
            "terms": self.terms,
            "reasons": [_plain(reason) for reason in self.reasons],
        }


def _plain(reason: Reason) -> dict[str, Any]:
    remedy = reason.remedy
    paid = remedy and {"amount": remedy.amount.text, "documents": list(remedy.documents)}
    return {"name": reason.name, "action": reason.action, "because": reason.because, "remedy": paid}
