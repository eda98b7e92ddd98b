"""A policy as a page for customers: plain sentences, with every number out of the policy.

>>> from receivables import CreditPolicy, LateInterest
>>> from receivables.policy_page import policy_page
>>> page = policy_page(CreditPolicy(name="Our terms", interest=LateInterest("8", grace_days=3)))
>>> print(page[page.index("## Paying late"):page.index("## Reminders")].strip())
## Paying late
<BLANKLINE>
If you pay late, we charge interest of 8% a year on what is open, from the day after the due day until you pay. For 3 \
days after the due day nothing is charged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from receivables.credit import Credit
from receivables.credit_policy import CreditPolicy
from receivables.errors import InvalidValueError
from receivables.policy_page import crediting, paying, reminding
from receivables.policy_page.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "policy_page"]

_SECTIONS: tuple[tuple[str, type, Callable[[Any, Words], Iterator[str]]], ...] = (
    ("due", CreditPolicy, paying.due),
    ("discounts", CreditPolicy, paying.discounts),
    ("interest", CreditPolicy, paying.interest),
    ("reminders", CreditPolicy, reminding.reminders),
    ("promises", CreditPolicy, reminding.promises),
    ("disputes", CreditPolicy, paying.disputes),
    ("plans", CreditPolicy, paying.plans),
    ("payments", CreditPolicy, paying.payments),
    ("contact", CreditPolicy, reminding.contact),
    ("credit", Credit, crediting.credit),
)


def policy_page(policy: CreditPolicy | Credit, *, language: str = "en") -> str:
    """A credit policy as a page that a firm can give its customers, in Markdown; ``language`` is of ``LANGUAGES``.

    When invoices are due, discounts, late interest, reminders by day with their fees, promises, plans, disputes, what
    payments are used for, and when customers are contacted. Of a :class:`~receivables.credit.Credit`, the terms and
    limits by segment, and when orders wait. What steps and groups are called is said as the policy says it.

    Raises :class:`~receivables.errors.InvalidValueError` for another value, and for another language.

    >>> print(policy_page(CreditPolicy(name="Condiciones"), language="es").splitlines()[0])
    # Condiciones
    """
    words = Words(language)
    if not isinstance(policy, CreditPolicy | Credit):
        raise InvalidValueError("policy", "a CreditPolicy, or a Credit", policy)
    title = [f"# {policy.name}"] if isinstance(policy, CreditPolicy) else []
    sections = [
        _section(topic, list(write(policy, words)), words)
        for topic, kind, write in _SECTIONS
        if isinstance(policy, kind)
    ]
    return "\n\n".join([*title, *(each for each in sections if each)]) + "\n"


def _section(topic: str, sentences: list[str], words: Words) -> str:
    """A heading and its paragraphs: sentences run on, and lines that begin with a dash stand by themselves."""
    if not sentences:
        return ""
    blocks: list[list[str]] = []
    for sentence in sentences:
        listed = sentence.startswith("- ")
        if blocks and listed is blocks[-1][0].startswith("- "):
            blocks[-1].append(sentence)
        else:
            blocks.append([sentence])
    texts = [("\n" if block[0].startswith("- ") else " ").join(block) for block in blocks]
    return "\n\n".join([f"## {words.say(f'headings.{topic}')}", *texts])
