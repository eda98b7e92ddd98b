"""How the columns of a frame are called."""

from __future__ import annotations

from typing import Any

import attrs

from receivables.checks import is_name


def _is_name_or_none(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None:
        is_name(instance, attribute, value)


@attrs.frozen(kw_only=True)
class Columns:
    """The names of the columns that are read, one field for each; the defaults are those of the CSV files.

    ``document`` is the invoice number, in payments too. ``currency`` holds ISO 4217 codes. ``issued_on`` and ``due_on``
    are days; without an issue day (``None``) every row counts, whatever the day of the question. ``open`` is what is
    still owed of a row; where payments are given, the frame has the ``amount`` instead. ``paid_on`` and ``amount`` are
    the day and the amount of a payment.

    >>> Columns(document="invoiceNumber", due_on="DueDate").issued_on
    'issued_on'
    """

    document: str = attrs.field(default="invoice", validator=is_name)
    currency: str = attrs.field(default="currency", validator=is_name)
    issued_on: str | None = attrs.field(default="issued_on", validator=_is_name_or_none)
    due_on: str = attrs.field(default="due_on", validator=is_name)
    open: str = attrs.field(default="open", validator=is_name)
    amount: str = attrs.field(default="amount", validator=is_name)
    paid_on: str = attrs.field(default="paid_on", validator=is_name)


COLUMNS = Columns()
"""The names of the CSV files."""
