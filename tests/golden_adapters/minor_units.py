"""Digits and cash steps of currencies.

====================  ==========================================
field                 public API
====================  ==========================================
given.code            ``iso_currency(code)``
given.usage = cash    asks for the cash step
given.status          active or withdrawn: one table has both
minor_units           ``.minor_units``
numeric               ``.numeric``
cash_step             ``.cash_step``, as text
electronic_digits     ``.minor_units``
====================  ==========================================
"""

from __future__ import annotations

from receivables.currencies import iso_currency


def answer(given):
    line = iso_currency(given["code"])
    if given.get("usage") != "cash":
        return {"minor_units": line.minor_units, "numeric": line.numeric}
    step = None if line.cash_step is None else str(line.cash_step)
    return {"cash_step": step, "electronic_digits": line.minor_units}


def expected(given, expect):
    return expect
