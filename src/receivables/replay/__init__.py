"""The fold behind an account: events in order, onto a draft, frozen into a position at the end.

Nothing here is public. Amounts are minor units; the draft is local to one replay, so events and positions stay
immutable. A reference to something not (yet) known waits for it: with ``known_by`` a report may know an instruction
before the document it speaks of.
"""

from __future__ import annotations

from receivables.replay._replay import Balances, balances, replay, replays

__all__ = ["Balances", "balances", "replay", "replays"]
