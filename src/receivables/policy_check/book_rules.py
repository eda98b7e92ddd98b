"""Rules about credit books: amendments that change nothing, and segments that the book does not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from receivables.credit_book import SLOTS, CreditBook
from receivables.escalation import Ladder
from receivables.policy_check.findings import Doubt
from receivables.policy_check.setting import Setting
from receivables.policy_check.words import nearest

_Doubts = Iterator[Doubt]


def unknown_segments(book: CreditBook, _: Setting) -> _Doubts:
    """Steps for a segment that no customer is in."""
    found = getattr(book.segments, "names", None)
    names: tuple[str, ...] = found if isinstance(found, tuple) else ()
    ladders = [("policy.ladder", book.policy.ladder)]
    ladders += [
        (f"amendments[{place}].ladder", each.ladder) for place, each in enumerate(book.amendments) if each.ladder
    ]
    for path, ladder in ladders if names else ():
        for number, step in enumerate(ladder.steps if isinstance(ladder, Ladder) else ()):
            for segment in step.when.segments:
                if segment not in names:
                    near = nearest(segment, names)
                    message = f"no customer is ever {segment!r}: the book has {', '.join(names)}"
                    where = f"{path}.steps[{number}].when.segments"
                    yield Doubt(where, message, f'write "{near}"' if near else "add a rule for it to segments")


def amendments_that_change_nothing(book: CreditBook, _: Setting) -> _Doubts:
    """A slot that an amendment gives as it was, where no other one changed it before; a whole policy names them all."""
    given = Counter(slot for change in book.amendments for slot in change.slots)
    for place, change in enumerate(book.amendments):
        for slot, policy in change.slots.items() if len(change.slots) < len(SLOTS) else ():
            if given[slot] == 1 and policy == getattr(book.policy, slot):
                yield Doubt(f"amendments[{place}].{slot}", "this is what the policy says already", "leave it out")
