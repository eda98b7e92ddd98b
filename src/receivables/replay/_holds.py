"""What was said, as a position has it: why items are left alone, consents, the limit."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from receivables.events import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    DisputeOpened,
    HoldLifted,
    HoldPlaced,
    LimitSet,
    PlanAgreed,
    PromiseMade,
)
from receivables.position import Hold

Said = PromiseMade | PlanAgreed | ContactMade | HoldPlaced | HoldLifted | ConsentGiven | ConsentWithdrawn | LimitSet
"""What moves no money."""


def dispute_hold(event: DisputeOpened) -> Hold:
    """An open dispute."""
    what = "disputed" if event.amount is None else f"{event.amount} disputed"
    reason = f"{what}: {event.reason}" if event.reason else what
    return Hold(kind="dispute", documents=(event.invoice,), amount=event.amount, since=event.on, reason=reason)


def promise_hold(event: PromiseMade) -> Hold:
    """A promise, kept or not."""
    reason = f"promised {event.amount} by {event.promised_on}"
    return Hold(
        kind="promise",
        documents=event.invoices,
        amount=event.amount,
        since=event.on,
        until=event.promised_on,
        reason=reason,
    )


def placed_holds(said: Iterable[Said]) -> list[Hold]:
    """What was placed and not lifted."""
    found: list[Hold] = []
    for event in said:
        match event:
            case HoldPlaced():
                hold = Hold(
                    kind=event.kind,
                    documents=event.invoices,
                    since=event.on,
                    until=event.until,
                    reason=f"{event.kind}: {event.reason}" if event.reason else event.kind,
                )
                found.append(hold)
            case HoldLifted():
                found = [left for hold in found for left in _lifted(hold, event)]
            case _:
                pass
    return found


def _lifted(hold: Hold, event: HoldLifted) -> list[Hold]:
    """What is left of a hold: the documents that are not named."""
    if hold.kind != event.kind or (event.invoices and not hold.documents):
        return [hold]
    left = tuple(document for document in hold.documents if event.invoices and document not in event.invoices)
    return [attrs.evolve(hold, documents=left)] if left else []


def last_consents(said: Iterable[Said]) -> tuple[ConsentGiven | ConsentWithdrawn, ...]:
    """The last word on each channel."""
    found = {event.channel: event for event in said if isinstance(event, ConsentGiven | ConsentWithdrawn)}
    return tuple(found[channel] for channel in sorted(found))


def last_limit(said: Iterable[Said]) -> LimitSet | None:
    """The limit that was set last."""
    return next((event for event in reversed(list(said)) if isinstance(event, LimitSet)), None)
