"""What the law says about one debt, and which laws there are: ``receivables interest`` and ``receivables regimes``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from receivables import statutory
from receivables.claims import PARTS, Imputation, impute
from receivables.errors import ReceivablesError
from receivables.interest import Accrual
from receivables.interest.charges import balance_on
from receivables.money import Money
from receivables.position import OpenItem
from receivables.statutory import Regime

NOT_ADVICE = "This is no legal advice: check the law, the rate and the facts before you claim anything."


@attrs.frozen(kw_only=True)
class InterestRequest:
    """The interest on one debt under a regime: what is owed since when, what was paid, and what practice chooses."""

    amount: Money
    regime: str
    due: date
    until: date
    paid: tuple[tuple[date, Money], ...] = ()
    order: tuple[str, ...] | None = None
    variant: str | None = None
    contract: date | None = None
    day_count: str | None = None
    flagged: bool = False
    project: bool = False

    def lines(self) -> Iterator[str]:
        """The answer, line by line."""
        regime = statutory.regime(self.regime, evidence="flagged" if self.flagged else "solid")
        found = self._imputed(regime)
        yield f"{regime.id}: {regime.name} ({regime.legal_basis})"
        yield from _without_sources(found.accrual)
        if found.payments:
            yield from found.explain().splitlines()[1:-1]
        yield from self._owed(regime, found)
        until = regime.verified_until
        yield f"Verified until {until}." if until else "The rate is fixed by law."
        yield from (
            f"Rate: {source}" for source in dict.fromkeys(span.source for span in found.accrual.spans) if source
        )
        yield from (f"Note: {caveat}" for caveat in regime.caveats)
        yield NOT_ADVICE

    def _imputed(self, regime: Regime) -> Imputation:
        choices: dict[str, Any] = {} if self.day_count is None else {"day_count": self.day_count}
        policy = regime.policy(variant=self.variant, contract_on=self.contract, project=self.project, **choices)
        issued = min(self.due, self.until, *(on for on, _ in self.paid))
        item = OpenItem(customer="debtor", document="debt", issued_on=issued, due_on=self.due, amount=self.amount)
        order = self.order or regime.imputation or ("principal", "interest")
        return impute(item, self.paid, interest=policy, as_of=self.until, order=order)

    def _owed(self, regime: Regime, found: Imputation) -> Iterator[str]:
        """What is owed in all, and the compensation beside it."""
        parts = f"{found.item.open} principal + {found.interest} interest"
        yield f"owed on {self.until}: {found.owed} = {parts}"
        try:
            late = balance_on(found.item, self.due)
            sum_ = regime.compensation(late) if late and self.until > self.due else None
        except ReceivablesError as error:
            yield f"compensation: {error}"
            return
        if sum_ is not None:
            doubt = " (this sum was not found in a primary source)" if regime.compensation_evidence == "flagged" else ""
            yield f"and {sum_} compensation for this invoice{doubt}"


def _without_sources(accrual: Accrual) -> Iterator[str]:
    """The spans in short lines; where their rates come from is told once, below."""
    ends = tuple(f" ({span.source})" for span in accrual.spans)
    for line in accrual.explain().splitlines():
        end = next((end for end in ends if line.endswith(end)), "")
        yield line.removesuffix(end) if end else line


@attrs.frozen(kw_only=True)
class RegimesRequest:
    """Which regimes ship, and until when they are verified; those with flagged evidence only if asked for."""

    flagged: bool = False

    def lines(self) -> Iterator[str]:
        """A line for each regime."""
        ids = statutory.regime_ids(evidence="flagged" if self.flagged else "solid")
        width = max(map(len, ids))
        yield f"{'regime':<{width}}  {'debtors':<26}  {'verified until':<14}  rate"
        for id_ in ids:
            regime = statutory.regime(id_, evidence="flagged")
            until = str(regime.verified_until or ("" if regime.needs_table else "fixed"))
            rate = "bring your own table" if regime.needs_table else str(regime.rate_of())
            flag = " (flagged)" if regime.evidence == "flagged" else ""
            yield f"{id_:<{width}}  {', '.join(regime.debtors):<26}  {until:<14}  {rate}{flag}"
        if not self.flagged:
            yield "Others need a second look: --flagged lists them, too."
        yield NOT_ADVICE


def as_order(text: str) -> tuple[str, ...]:
    """``interest,principal`` as an order of imputation.

    >>> as_order("costs,interest,principal")
    ('costs', 'interest', 'principal')
    """
    found = tuple(part.strip() for part in text.split(","))
    if not found or not set(found) <= set(PARTS):
        raise ValueError(text)
    return found
