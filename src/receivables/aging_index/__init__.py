"""The balances of accounts, compiled once: aging on many days.

A replay answers for one evening. Its fold never looks ahead, so one replay of everything knows what was open on each
evening before; the index keeps these changes as flat lists of whole numbers. It answers for a day by adding what came
until then, or by taking what came later off what is open in the end. The figures are those of a replay to the day; a
report that explains them is replayed when it is asked for.

>>> from datetime import date
>>> from receivables import Account, CreditPolicy, Invoice, InvoiceIssued, Money, Payment, PaymentReceived
>>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
>>> invoice = Invoice("F-1", "C-104", total=Money("1000.00", "EUR"), issued_on=issued, due_on=due)
>>> payment = Payment("P-7", "C-104", amount=Money("400.00", "EUR"), paid_on=date(2026, 3, 20))
>>> account = Account("C-104", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)])
>>> index = AgingIndex([account], CreditPolicy(name="House policy"))
>>> for figures in index.history([date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]):
...     print(figures.as_of, [amount.text for amount in figures.totals("EUR").values()])
2026-01-31 ['1000.00', '0.00', '0.00', '0.00', '0.00']
2026-02-28 ['0.00', '1000.00', '0.00', '0.00', '0.00']
2026-03-31 ['0.00', '0.00', '600.00', '0.00', '0.00']
"""

from receivables.aging_index._index import AgingIndex

__all__ = [
    "AgingIndex",
]
