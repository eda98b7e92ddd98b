"""First steps: two invoices, a payment, a policy, and the answer.

It prints::

    2450.00 EUR owed by C-104, 650.00 EUR of it more than 30 days past due
    current: 1800.00 EUR
    1-30: 0.00 EUR
    31-60: 650.00 EUR
    61-90: 0.00 EUR
    over 90: 0.00 EUR

    F-1001: 6.87 EUR by late-interest@1 through 2026-03-31
      2026-02-14 to 2026-02-20: 6 days on 1000.00 EUR at 8 % a year, ACT/365F = 1.315068 EUR
      2026-02-20 to 2026-03-31: 39 days on 650.00 EUR at 8 % a year, ACT/365F = 5.556164 EUR
      rounded half_up, total

    C-104: final demand by letter, 650.00 EUR, due since 2026-03-16; look again on 2026-04-12
      F-1001: 650.00 EUR, 45 days past due, final demand from day 30
      F-1002: 1800.00 EUR open, due in 7 days
"""

from __future__ import annotations

from datetime import date

from receivables import (
    Account,
    CreditPolicy,
    Invoice,
    InvoiceIssued,
    Ladder,
    LateInterest,
    Money,
    Payment,
    PaymentReceived,
    PaymentTerms,
    Portfolio,
    Step,
    assess,
)

# What happened: facts, each with its day.
first = Invoice(
    "F-1001", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), terms=PaymentTerms.net(30)
)
second = Invoice("F-1002", "C-104", total=Money("1800.00", "EUR"), issued_on=date(2026, 3, 8), due_on=date(2026, 4, 7))
payment = Payment("P-7", "C-104", amount=Money("350.00", "EUR"), paid_on=date(2026, 2, 20), remittance=["F-1001"])
account = Account("C-104", "EUR", [InvoiceIssued(first), InvoiceIssued(second), PaymentReceived(payment)])

# What was decided: policies, which are plain values.
policy = CreditPolicy(
    name="House policy",
    interest=LateInterest("8"),
    ladder=Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")]),
)

# The question: on which day? There is no default.
result = assess(Portfolio.of([account]), policy, as_of=date(2026, 3, 31))

customer = result.account("C-104")
late = result.aging.total("EUR", "31-60")
print(f"{customer.position.balance} owed by {customer.customer}, {late} of it more than 30 days past due")
for label, amount in result.aging.totals("EUR").items():
    print(f"{label}: {amount}")
print()
print(customer.accruals[0].explain())
print()
print(customer.next_action.explain())
