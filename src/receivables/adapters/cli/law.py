"""What the law says about one debt, and which laws there are: ``receivables interest`` and ``receivables regimes``."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from receivables import statutory
from receivables.adapters.cli.usage import UsageError
from receivables.adapters.tables import Column, Table
from receivables.claims import PARTS, Imputation, impute
from receivables.errors import CurrencyMismatchError, InvalidValueError, RateNotAvailableError
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
        regime = self._regime()
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

    def notes(self) -> Iterator[str]:
        """What was given and does not count."""
        for on, amount in self.paid:
            if on > self.until:
                yield f"the payment of {amount} on {on} does not count, as it is later than --until {self.until}"

    def _regime(self) -> Regime:
        """The regime, or what to say instead where it cannot be worked out."""
        try:
            found = statutory.regime(self.regime, evidence="flagged")
        except InvalidValueError as error:
            wrong = f"--regime must be {error.expected} (got {self.regime!r})"
            raise UsageError(wrong, "Try: receivables regimes --flagged") from None
        if wrongs := list(self._wrong(found)):
            raise UsageError(wrongs[0], "\n".join(wrongs[1:]))
        return found

    def _wrong(self, regime: Regime) -> Iterator[str]:
        if regime.evidence == "flagged" and not self.flagged:
            yield f"--regime {regime.id}: its evidence needs a second look; add --flagged to take it all the same"
        if regime.no_accrual:
            yield f"--regime {regime.id}: {regime.no_accrual}: work the interest out by hand"
        elif regime.needs_table:
            instead = f'in Python, bring yours: statutory.regime("{regime.id}", ...).policy(table=...)'
            yield f"--regime {regime.id}: no rate table ships for it; {instead}"
        names = [name for name, _ in regime.variants]
        if self.variant not in (None, *names):
            instead = f"take {' or '.join(map(repr, names))}, or leave it out" if names else "leave it out"
            yield f"--variant {self.variant}: {regime.id} has {'other' if names else 'no'} variants; {instead}"

    def _imputed(self, regime: Regime) -> Imputation:
        choices: dict[str, Any] = {} if self.day_count is None else {"day_count": self.day_count}
        policy = regime.policy(variant=self.variant, contract_on=self.contract, project=self.project, **choices)
        issued = min(self.due, self.until, *(on for on, _ in self.paid))
        item = OpenItem(customer="debtor", document="debt", issued_on=issued, due_on=self.due, amount=self.amount)
        order = self.order or regime.imputation or ("principal", "interest")
        try:
            return impute(item, self.paid, interest=policy, as_of=self.until, order=order)
        except RateNotAvailableError as error:
            if error.day <= error.verified_until:
                raise
            checked = f"{error.table} has no rate for {error.day}: it was checked until {error.verified_until} only"
            instead = f"add --project to hold the last rate, or take an --until of at most {error.verified_until}"
            raise UsageError(f"{checked}; {instead}") from None

    def _owed(self, regime: Regime, found: Imputation) -> Iterator[str]:
        """What is owed in all, and the compensation beside it."""
        parts = f"{found.item.open} principal + {found.interest} interest"
        yield f"owed on {self.until}: {found.owed} = {parts}"
        try:
            late = balance_on(found.item, self.due)
            sum_ = regime.compensation(late) if late and self.until > self.due else None
        except CurrencyMismatchError as error:
            yield f"compensation: the law says it in {error.left}; in Python, compensation() takes a rate of exchange"
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

    def table(self) -> Table:
        """A row for each regime."""
        ids = statutory.regime_ids(evidence="flagged" if self.flagged else "solid")
        return Table(
            caption="Late-payment law",
            columns=(Column("regime", "name"), Column("debtors"), Column("verified"), Column("rate")),
            rows=[_row(statutory.regime(id_, evidence="flagged")) for id_ in ids],
            notes=[
                "Debtors: B business, C consumer, P public. Verified: until that day, or fixed by law.",
                "Rate: a table that ships, times or plus percentage points.",
                "* needs a second look: receivables interest takes it with --flagged." if self.flagged else _OTHERS,
                NOT_ADVICE,
            ],
        )


_OTHERS = "Others need a second look: --flagged lists them, too."


def _row(regime: Regime) -> tuple[str, ...]:
    if regime.no_accrual:
        rate = "does not accrue by days"
    else:
        rate = "bring your own table" if regime.needs_table else str(regime.rate_of())
    until = str(regime.verified_until or ("" if regime.needs_table else "fixed"))
    mark = " *" if regime.evidence == "flagged" else ""
    debtors = " ".join(sorted(debtor[0].upper() for debtor in regime.debtors))
    return regime.id + mark, debtors, until, rate.removesuffix(" percentage points")


def as_order(text: str) -> tuple[str, ...]:
    """``interest,principal`` as an order of imputation.

    >>> as_order("costs,interest,principal")
    ('costs', 'interest', 'principal')
    """
    found = tuple(part.strip() for part in text.split(","))
    if len(set(found)) < len(found) or not set(found) <= set(PARTS):
        expected = f"name some of {', '.join(PARTS)}, each once, what is settled first before the others"
        raise ArgumentTypeError(f"{expected}, like interest,principal (got {text!r})")
    return found
