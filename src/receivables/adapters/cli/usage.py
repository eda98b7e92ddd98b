"""A call of the command that cannot work, and what to do instead."""

from __future__ import annotations

from receivables.errors import ReceivablesError


class UsageError(ReceivablesError):
    """The command was called in a way that cannot work; the message says what to do instead, ``more`` shows it.

    >>> print(UsageError("there is nothing to do", "Example: receivables assess book.csv"))
    there is nothing to do
      Example: receivables assess book.csv
    """

    def __init__(self, message: str, more: str = "") -> None:
        super().__init__(message, more)
        self.lines: list[str] = [message, *(f"  {line}".rstrip() for line in more.splitlines())]

    def __str__(self) -> str:
        return "\n".join(self.lines)
