"""The laws of the ladder."""

from __future__ import annotations

from datetime import date

from receivables.escalation import LadderPolicy, NextAction, NoAction
from receivables.position import Hold, OpenItem
from receivables.testing.conformance.cases import positions
from receivables.testing.conformance.laws import Broken, Case, explains_itself, is_pure, keeps, says_why


def check_ladder(policy: LadderPolicy) -> None:
    """Run the laws of the ladder on a policy.

    It answers with an action, or with the reason why there is none, about the customer of the position. It asks for
    open items of the position, for no more than is open of them and for nothing that is on hold as a whole, and says on
    which later day to look again.

    >>> from receivables import Ladder, Step
    >>> check_ladder(Ladder([Step("reminder", days=5, channel="email")]))
    """
    keeps(policy, positions(), _ladder_laws)


def _ladder_laws(policy: LadderPolicy, case: Case) -> Broken:
    position, as_of = case["position"], case["as_of"]
    found: object = policy.next_action(position, as_of=as_of)
    if not isinstance(found, NextAction | NoAction) or found.customer != position.customer:
        yield "a ladder gives an action, or none, about the customer of the position", str(found)[:200]
        return
    yield from is_pure(lambda: policy.next_action(position, as_of=as_of))
    yield from says_why(found, "a ladder")
    if found.review_on is not None and found.review_on <= as_of:
        yield "the day to look again is a later one", str(found.review_on)
    if isinstance(found, NextAction):
        yield from _action_laws(found, position.open_items)
        held = [item.label for item in found.items if any(_holds(hold, item, as_of) for hold in position.holds)]
        if held:
            yield "a ladder asks for nothing that is on hold", ", ".join(held)
    yield from explains_itself(found)


def _action_laws(action: NextAction, items: tuple[OpenItem, ...]) -> Broken:
    others = [item.label for item in action.items if item not in items]
    if others:
        yield "a ladder asks for open items of the position", ", ".join(others)
    elif action.amount.currency != items[0].currency:
        yield "a ladder asks in the currency of the position", str(action.amount)
    elif not 0 < action.amount.minor <= sum(item.open.minor for item in action.items):
        yield "a ladder asks for no more than is open", str(action.amount)


def _holds(hold: Hold, item: OpenItem, as_of: date) -> bool:
    """Whether the whole of an item is on hold; what was said of the account says nothing of a later invoice."""
    in_force = as_of <= (hold.last_day() or date.max)
    later = hold.kind in ("dispute", "promise") and item.issued_on > hold.since
    part = hold.kind == "dispute" and hold.amount is not None
    return in_force and hold.covers(item.document) and not later and not part
