"""Books of receivables as files: CSV lists of invoices and payments, and JSONL books of events."""

from __future__ import annotations

from receivables.adapters.tabular.book import Book, read_book
from receivables.adapters.tabular.event_reader import Fact
from receivables.adapters.tabular.events_file import write_events
from receivables.adapters.tabular.lines import Progress
from receivables.adapters.tabular.mapping import BookMapping
from receivables.adapters.tabular.problems import UnknownColumnProblem

__all__ = ["Book", "BookMapping", "Fact", "Progress", "UnknownColumnProblem", "read_book", "write_events"]
