"""The command ``receivables``: a book, a policy and a day in; tables, a worklist, a page and data out.

It ends with 0 when the book was assessed, with 2 when something that it was given cannot be used (the first line on
standard error says what), with 130 when it was interrupted, and with 141 when nobody reads its output any more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple, TextIO

from receivables.adapters.cli.args import Request, UsageError, request
from receivables.adapters.cli.progress import Progress
from receivables.adapters.cli.targets import Target
from receivables.adapters.cli.terminal import Screen, report_lines
from receivables.adapters.export import about_book, as_json
from receivables.adapters.report import html_report
from receivables.adapters.tables import clean, printable
from receivables.adapters.tabular import Book, BookMapping, read_book
from receivables.credit_policy import CreditPolicy
from receivables.errors import IntakeError, PolicyDocumentError, ReceivablesError
from receivables.portfolio import Assessment, assess

__all__ = ["main"]

DONE, REFUSED, INTERRUPTED, NOBODY_READS = 0, 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with the arguments of the process, or with ``argv``; returns the exit status.

    >>> from receivables.adapters.cli import main
    >>> main(["assess", "book.csv", "--policy", "policy.toml", "--as-of", "30/06/2026"])
    2
    """
    out = sys.stdout or StringIO()  # a process may be started without either stream
    err = sys.stderr or StringIO()
    try:
        _forgive(out)
        status = _run(argv, out, err)
        out.flush()
        return status
    except KeyboardInterrupt:
        return _say(err, "interrupted", INTERRUPTED)
    except BrokenPipeError:
        _abandon(out)
        return NOBODY_READS
    except OSError as error:
        _abandon(out)
        return _say(err, f"the report cannot be printed: {error.strerror or error}", REFUSED)


def _run(argv: Sequence[str] | None, out: TextIO, err: TextIO) -> int:
    try:
        asked = request(argv)
        answer = _answer(asked, err)
    except SystemExit:  # --help and --version have printed what was asked for
        return DONE
    except (IntakeError, PolicyDocumentError) as error:
        return _say(err, error.report(), REFUSED)
    except ReceivablesError as error:
        return _say(err, str(error), REFUSED)
    except OSError as error:
        return _say(err, f"{error.filename} cannot be read: {error.strerror}", REFUSED)
    _print(asked, answer, out)
    return DONE


class _Answer(NamedTuple):
    """What came out, of which book, and the book in a sentence."""

    result: Assessment
    book: Book
    about: str


def _answer(asked: Request, err: TextIO) -> _Answer:
    """Check every input and output first, then do the long work, then write the files."""
    inputs = [path for path in (asked.book, asked.policy, asked.mapping) if path]
    if asked.html and asked.json and os.path.realpath(asked.html) == os.path.realpath(asked.json):
        raise UsageError(f"--html and --json name one file, {asked.html}: they need two")
    with ExitStack() as stack:
        page = stack.enter_context(Target("--html", asked.html, never=inputs)) if asked.html else None
        data = stack.enter_context(Target("--json", asked.json, never=inputs)) if asked.json else None
        policy = _policy(asked.policy)
        mapping = BookMapping.load(asked.mapping) if asked.mapping else BookMapping()
        with Progress.on(err) as progress:
            book = read_book(asked.book, mapping=mapping, carry=_carried(asked.by), progress=progress.read)
            accounts = progress.each(book.portfolio().accounts)
            result = assess(accounts, policy, as_of=asked.as_of, known_by=asked.known_by)
        answer = _Answer(result, book, about_book(asked.book, book))
        if page:
            page.write(html_report(result, by=asked.by, about=[answer.about], warnings=book.warnings))
        if data:
            data.write(as_json(result, book=book, name=str(asked.book), by=asked.by))
    return answer


def _policy(path: Path) -> CreditPolicy:
    """The policy in a file; what is wrong is told with the name of the file."""
    try:
        return CreditPolicy.load(path)
    except OSError as error:
        raise UsageError(f"--policy {path} cannot be read: {error.strerror}") from None
    except PolicyDocumentError as error:
        message = error.message if str(path) in error.message else f"{path}: {error.message}"
        raise PolicyDocumentError(message, error.exceptions) from None


def _carried(by: str | None) -> tuple[str, ...]:
    return () if by in (None, "customer") else (str(by),)


def _print(asked: Request, answer: _Answer, out: TextIO) -> None:
    screen = Screen.of(out)
    warnings = answer.book.warnings
    screen.write(report_lines(answer.result, screen, head=[answer.about], by=asked.by, warnings=warnings))
    written = [str(path) for path in (asked.html, asked.json) if path]
    if written:
        out.write("\nWritten: " + clean(", ".join(written)) + "\n")


def _say(err: TextIO, message: str, status: int) -> int:
    """One clear line first on standard error, then the rest of the message."""
    err.writelines(f"{printable(line)}\n" for line in f"receivables: {message}".splitlines())
    return status


def _forgive(stream: TextIO) -> None:
    """Let a screen that does not know a sign show its escape, rather than end in the middle of a report."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def _abandon(stream: TextIO) -> None:
    """Nobody reads any more: what is still to be flushed goes nowhere, quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
