"""A policy read as a careful person reads it: what keeps it from being loaded, and what one would ask about the rest.

>>> from receivables.policy_check import check_document
>>> findings = check_document('''
... kind = "credit-policy"
... version = 1
... name = "House policy"
...
... [interest]
... kind = "late-interest"
... version = 1
... rate = "0.08"
... ''')
>>> for finding in findings:
...     print(finding)
line 9: warning: interest.rate: 0.08 % a year is next to nothing; is 8 % meant? [rate-as-fraction]
  write rate = "8"
"""

from __future__ import annotations

from receivables.policy_check.check import check_policy
from receivables.policy_check.document import check_document
from receivables.policy_check.findings import SEVERITIES, Doubt, PolicyFinding
from receivables.policy_check.limits import Limit, limits
from receivables.policy_check.setting import Setting
from receivables.policy_check.table import RULES, Rule

__all__ = [
    "Doubt",
    "PolicyFinding",
    "Limit",
    "RULES",
    "Rule",
    "SEVERITIES",
    "Setting",
    "check_document",
    "check_policy",
    "limits",
]
