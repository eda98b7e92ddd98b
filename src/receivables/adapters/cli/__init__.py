"""The command ``receivables``: a book, a policy and a day in; tables, worklists, a page and data out.

It ends with 0 when it did what it was asked, with 1 when a policy has findings or differs from another, with 2 when
something that it was given cannot be used (the first line on standard error says what), with 130 when it was
interrupted, and with 141 when nobody reads its output any more.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import StringIO, TextIOWrapper
from typing import NamedTuple, TextIO

from receivables.adapters.cli import inputs
from receivables.adapters.cli.args import Request, request
from receivables.adapters.cli.law import InterestRequest, RegimesRequest
from receivables.adapters.cli.layout import lines
from receivables.adapters.cli.policy_args import PolicyRequest
from receivables.adapters.cli.progress import Progress
from receivables.adapters.cli.targets import Target
from receivables.adapters.cli.terminal import Screen, report_lines
from receivables.adapters.cli.usage import UsageError
from receivables.adapters.cli.work import OWN_CSV, never_taken, work_csv, work_json, work_lines
from receivables.adapters.export import about_book, as_json
from receivables.adapters.report import html_report
from receivables.adapters.tables import clean, printable
from receivables.adapters.tabular import Book
from receivables.errors import IntakeError, PolicyDocumentError, ReceivablesError
from receivables.portfolio import Assessment, assess
from receivables.worklist import Worklist, worklist

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
        if not isinstance(asked, Request):
            return _told(asked, out, err)
        answer = _answer(asked, err)
    except SystemExit:  # --help and --version have printed what was asked for
        return DONE
    except (IntakeError, PolicyDocumentError) as error:
        return _say(err, error.message, REFUSED, more=[f"  {problem}" for problem in error.exceptions[:100]])
    except UsageError as error:
        return _say(err, error.lines[0], REFUSED, more=error.lines[1:])
    except ReceivablesError as error:
        return _say(err, str(error), REFUSED)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _say(err, f"{error.filename} cannot be read: {error.strerror}", REFUSED)
    _print(asked, answer, out)
    return DONE


def _told(asked: InterestRequest | RegimesRequest | PolicyRequest, out: TextIO, err: TextIO) -> int:
    """The answer to a question that needs no book; the exit status."""
    if isinstance(asked, PolicyRequest):
        return asked.run(out, err)
    if isinstance(asked, InterestRequest):
        out.writelines(f"{printable(line)}\n" for line in list(asked.lines()))
        err.writelines(f"receivables: note: {note}\n" for note in asked.notes())
    else:
        screen = Screen.of(out)
        screen.write(lines(asked.table(), screen.width, rule=screen.rule))
    return DONE


class _Answer(NamedTuple):
    """What came out, of which book, the book in sentences, and the work of the day where that was asked for."""

    result: Assessment
    book: Book
    about: list[str]
    work: Worklist | None = None


def _answer(asked: Request, err: TextIO) -> _Answer:
    """Check every input and output first, then do the long work, then write the files."""
    _check_apart(asked)
    policy, mapping = inputs.policy(asked.policy), inputs.mapping(asked.mapping)
    given = inputs.files(asked, mapping)
    with _collector_at_rest(), ExitStack() as stack:
        page = stack.enter_context(Target("--html", asked.html, never=given)) if asked.html else None
        table = stack.enter_context(Target("--csv", asked.csv, never=given, ours=OWN_CSV)) if asked.csv else None
        data = stack.enter_context(Target("--json", asked.json, never=given)) if asked.json else None
        with Progress.on(err) as progress:
            book = inputs.book(asked, mapping, progress.read)
            accounts = progress.each(book.portfolio().accounts)
            result = assess(accounts, policy, as_of=asked.as_of, known_by=asked.known_by)
        about = about_book(asked.book, book, as_of=asked.as_of, known_by=asked.known_by)
        work = worklist(result) if asked.command == "worklist" else None
        about += [*inputs.strangers(policy, result), *(never_taken(policy) if work else [])]
        answer = _Answer(result, book, about, work)
        if table and work:
            table.write(work_csv(work))
        if page:
            odd, odd_count = book.warnings, book.warning_count
            page.write(html_report(result, by=asked.by, about=about, warnings=odd, warning_count=odd_count))
        if data:
            name = str(asked.book)
            data.write(work_json(work, book, name) if work else as_json(result, book=book, name=name, by=asked.by))
    return answer


def _check_apart(asked: Request) -> None:
    """Each file is written once."""
    named = {"--html": asked.html, "--csv": asked.csv, "--json": asked.json}
    given = [(option, path) for option, path in named.items() if path]
    for place, (option, path) in enumerate(given):
        for other, another in given[place + 1 :]:
            if os.path.realpath(path) == os.path.realpath(another):
                raise UsageError(f"{option} and {other} name one file, {path}: they need two")


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Do not look for garbage meanwhile.

    A book and its assessment are values that stay to the end and do not refer to one another in circles. Looking
    through all of them again and again finds nothing, and takes a third of the time of a long book.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _print(asked: Request, answer: _Answer, out: TextIO) -> None:
    screen, book = Screen.of(out), answer.book
    if answer.work:
        screen.write(work_lines(answer.work, book, screen, head=answer.about))
    else:
        report = report_lines(
            answer.result,
            screen,
            head=answer.about,
            by=asked.by,
            warnings=book.warnings,
            warning_count=book.warning_count,
        )
        screen.write(report)
    written = [str(path) for path in (asked.html, asked.csv, asked.json) if path]
    if written:
        out.write("\nWritten: " + clean(", ".join(written)) + "\n")


def _say(err: TextIO, message: str, status: int, *, more: Sequence[str] = ()) -> int:
    """One clear line first on standard error, then more lines; no name in them can break a line and forge another."""
    err.writelines(f"{printable(line)}\n" for line in (f"receivables: {message}", *more))
    return status


def _forgive(stream: TextIO) -> None:
    """Let a screen that does not know a sign show its escape, rather than end in the middle of a report."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def _abandon(stream: TextIO) -> None:
    """Nobody reads any more: what is still to be flushed goes nowhere, quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
