"""Facts for letters, with one line and with several, as a program would write them by hand."""

from __future__ import annotations

from datetime import date
from itertools import product

from receivables.adapters.letters import LETTERS, TONES, Creditor, languages

CREDITOR = Creditor(
    "Ferretería Ruiz, S. L.",
    address=["Calle Mayor 5", "28013 Madrid"],
    account="ES91 2100 0418 4502 0005 1332",
    phone="+34 910 000 000",
    email="cobros@ruiz.example",
)
ON, PAY_BY = date(2026, 4, 2), date(2026, 4, 16)
KINDS = list(product(languages(), TONES, LETTERS))


def days(month: int, count: int) -> list[date]:
    return [date(2026, month, 3 + place) for place in range(count)]


def facts(letter: str, count: int, **others):
    """The facts of a letter with so many lines."""
    to = {"customer": "Bar Pepe & Hijos", "number": "C-104", "on": ON}
    amounts = [f"{1000 + place}.00 EUR" for place in range(count)]
    rows = zip(days(1, count), days(2, count), amounts, strict=True)
    items = [
        {"document": f"F-{place}", "issued_on": issued, "due_on": due, "amount": amount}
        for place, (issued, due, amount) in enumerate(rows, start=1)
    ]
    offer = {"until": PAY_BY, "amount": "500.00 EUR", "discount": "10.00 EUR"}
    plan = {"documents": ["F-1"], "interest": "3.21 EUR"}
    plan["lines"] = [{"due_on": due, "amount": amount} for due, amount in zip(days(5, count), amounts, strict=True)]
    promise = {"promised": "600.00 EUR", "paid": "100.00 EUR", "made_on": "2026-03-05", "promised_on": "2026-03-20"}
    own = {
        "reminder": {"pay_by": PAY_BY, "lines": items},
        "first notice": {"pay_by": PAY_BY, "lines": items},
        "final demand": {"pay_by": PAY_BY, "lines": items, "interest": "12.34 EUR"},
        "broken promise": {"pay_by": PAY_BY, "documents": ["F-1"], **promise},
        "plan offer": plan | {"answer_by": PAY_BY},
        "plan confirmation": plan | {"reference": "R-7"},
        "discount reminder": {"lines": [{"document": f"F-{place}", **offer} for place in range(1, count + 1)]},
        "thank you": {
            "lines": [{name: each[name] for name in ("document", "due_on", "amount")} for each in items],
            "reward": "15.00 EUR",
        },
        "statement cover": {"lines": items, "unapplied": "40.00 EUR"},
    }
    return to | own[letter] | others
