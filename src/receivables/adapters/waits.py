"""Why accounts wait: the accounts with nothing to do now, by reason."""

from __future__ import annotations

from datetime import date

import attrs

from receivables.adapters.tables import Column, Table, clipped, count
from receivables.escalation import NoAction
from receivables.portfolio import AccountAssessment, Assessment

MOST_REASONS = 8
"""Kinds of reason that a report tells apart."""


@attrs.frozen(kw_only=True)
class Wait:
    """The accounts that wait for one ``reason``, those with most open first, and the first day to look again."""

    reason: str
    accounts: tuple[AccountAssessment, ...]
    review_on: date | None


def waits(assessment: Assessment) -> tuple[Wait, ...]:
    """The reasons, the most frequent first; the rarest of many are one."""
    found: dict[str, list[AccountAssessment]] = {}
    for account in assessment.accounts:
        if isinstance(account.next_action, NoAction):
            found.setdefault(_reason(account, account.next_action), []).append(account)
    by_size = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    others = [account for _, accounts in by_size[MOST_REASONS:] for account in accounts]
    kept = by_size[:MOST_REASONS] + ([("other reasons", others)] if others else [])
    return tuple(_wait(reason, accounts) for reason, accounts in kept)


def _wait(reason: str, accounts: list[AccountAssessment]) -> Wait:
    days = [each.next_action.review_on for each in accounts if each.next_action.review_on]
    return Wait(reason=reason, accounts=tuple(sorted(accounts, key=_size)), review_on=min(days, default=None))


def _size(account: AccountAssessment) -> tuple[str, int, int, str]:
    position = account.position
    return account.currency, -position.open.minor, -position.unapplied.minor, account.customer


def waiting_table(found: tuple[Wait, ...]) -> Table:
    """How many accounts wait for each reason, and the first day on which to look again."""
    return Table(
        caption=f"Nothing to do now: {count(sum(len(wait.accounts) for wait in found), 'account')}",
        columns=(Column("Why", "name"), Column("Accounts", "figure"), Column("Look again from")),
        rows=[(wait.reason, f"{len(wait.accounts):,}", str(wait.review_on or "-")) for wait in found],
    )


def _reason(account: AccountAssessment, action: NoAction) -> str:
    """The kind of reason for waiting: the decisions tell it, and without decisions the reason itself."""
    if not action.decisions:
        idle = account.position.unapplied and not account.position.open
        return clipped(action.because) + ("; there is unapplied cash" if idle else "")
    if any(decision.step for decision in action.decisions):
        return "unapplied cash covers what is past due"
    held = {hold.kind for hold in account.position.holds for each in action.decisions if each.because == hold.reason}
    if held:
        return "on hold: " + " and ".join(sorted(held))
    late = any(each.item.due_on < account.aging.as_of for each in action.decisions)
    return "past due, the next step comes later" if late else "not past due yet"
