"""Aging as a loop, from the plain to the tight: the contenders of :mod:`run` that use no library but py-moneyed."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from ledger import EDGES, FIRST, Ledger, PlainInvoice

WIDTH = len(EDGES) + 1


def moneyed_loop(invoices: list[PlainInvoice], as_of: date) -> dict[tuple[str, str, int], Any]:
    """As one would write it in an afternoon: amounts of py-moneyed, payments subtracted, sums in a dictionary."""
    sums: dict[tuple[str, str, int], Any] = {}
    for invoice in invoices:
        if invoice.issued_on > as_of:
            continue
        left = invoice.amount
        for payment in invoice.payments:
            if payment.paid_on <= as_of:
                left = left - payment.amount
        if left:
            key = (invoice.customer, invoice.currency, bisect_left(EDGES, (as_of - invoice.due_on).days))
            sums[key] = sums[key] + left if key in sums else left
    return sums


class Columns(NamedTuple):
    """What the tight loop reads: an account, a day since the first and what is open, for each invoice."""

    groups: list[int]
    due: list[int]
    open: list[int]
    accounts: int


def columns(book: Ledger, as_of: date) -> Columns:
    """The balances of an evening, made beforehand."""
    account = book.customer * 4 + book.code
    return Columns(account.tolist(), (book.due - FIRST).tolist(), book.open(as_of).tolist(), 4 * book.customers)


def tight_loop(table: Columns, as_of: date) -> list[int]:
    """T: flat lists, a bucket for each day looked up in a list, one list of sums. Its balances are made beforehand."""
    today = as_of.toordinal() - FIRST
    starts = [table.accounts * bisect_left(EDGES, today - day) for day in range(1_500)]
    sums = [0] * (table.accounts * WIDTH)
    for group, due, left in zip(table.groups, table.due, table.open, strict=True):
        if left:
            sums[starts[due] + group] += left
    return sums


class Arrays(NamedTuple):
    """The ledger in the narrowest columns."""

    account: Any
    due: Any
    amount: Any
    invoice: Any
    paid_on: Any
    paid: Any
    issued: Any
    accounts: int

    @property
    def bytes(self) -> int:
        """What has to be read."""
        return sum(column.nbytes for column in self[:-1])


def arrays(book: Ledger) -> Arrays:
    small = np.int32
    return Arrays(
        (book.customer * 4 + book.code).astype(small), book.due.astype(small), book.amount,
        book.invoice.astype(small), book.paid_on.astype(small), book.paid, book.issued.astype(small),
        4 * book.customers,
    )  # fmt: skip


def numpy_pass(table: Arrays, as_of: date) -> Any:
    """What a pass in C does: balances, buckets and sums, column by column."""
    today = as_of.toordinal()
    known = table.paid_on <= today
    left = np.where(table.issued <= today, table.amount, 0)
    np.subtract.at(left, table.invoice[known], table.paid[known])
    place = np.searchsorted(np.array(EDGES, np.int32), today - table.due, side="left")
    sums = np.zeros(table.accounts * WIDTH, np.int64)
    np.add.at(sums, place * table.accounts + table.account, left)
    return sums


def reading_alone(table: Arrays) -> int:
    """The physical limit: every byte of the columns once, and nothing done with it."""
    return sum(int(column.max()) for column in table[:-1])
