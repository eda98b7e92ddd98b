"""What changed between two policies, place by place, in words.

>>> from receivables import CreditPolicy, LateInterest
>>> from receivables.policy_diff import policy_diff
>>> before = CreditPolicy(name="House policy", interest=LateInterest("8"))
>>> after = CreditPolicy(name="House policy", interest=LateInterest("9.5", grace_days=3))
>>> for change in policy_diff(before, after):
...     print(change)
interest.rate: was "8", is now "9.5"
interest.grace_days: was 0, is now 3
"""

from __future__ import annotations

from receivables.policy_diff.changes import PolicyChange, policy_diff

__all__ = ["PolicyChange", "policy_diff"]
