"""How far long work has come: a bar of ``rich`` on a terminal, a line of text without it, else nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, Self, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.progress import TaskID

LONG_BOOK = 1_000_000
"""Bytes from which on a book takes so long that people want to see something move."""

_T = TypeVar("_T")


class Bar(Protocol):
    """Something that shows a share of work."""

    def show(self, what: str, percent: int) -> None:
        """Show how far ``what`` has come."""
        ...

    def close(self) -> None:
        """Leave no trace."""
        ...


class Progress:
    """The progress of reading and assessing a book; books that are not long show nothing.

    >>> class Log:
    ...     def show(self, what, percent): print(what, percent)
    ...     def close(self): print("closed")
    >>> with Progress(Log()) as progress:
    ...     progress.read(500_000, 2_000_000)
    ...     progress.read(500_001, 2_000_000)
    ...     accounts = list(progress.each(["C-1", "C-2"]))
    reading 25
    assessing 0
    assessing 50
    assessing 100
    closed
    """

    def __init__(self, bar: Bar | None) -> None:
        self._bar = bar
        self._long = False
        self._shown: tuple[str, int] | None = None

    @classmethod
    def on(cls, stream: TextIO) -> Self:
        """The progress on a stream: shown only to somebody who sits at a terminal."""
        if not stream.isatty():
            return cls(None)
        return cls(_RichBar(stream) if find_spec("rich") else _TextBar(stream))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None and self._shown is not None:
            self._bar.close()

    def read(self, done: int, total: int) -> None:
        """So many of the bytes of the book are read."""
        self._long = total >= LONG_BOOK
        self._show("reading", done, total)

    def each(self, accounts: Sequence[_T]) -> Iterator[_T]:
        """The accounts one by one, as they are assessed."""
        for done, account in enumerate(accounts):
            self._show("assessing", done, len(accounts))
            yield account
        self._show("assessing", len(accounts), len(accounts))

    def _show(self, what: str, done: int, total: int) -> None:
        now = (what, 100 * done // max(total, 1))
        if self._bar is not None and self._long and now != self._shown:
            self._shown = now
            self._bar.show(*now)


class _TextBar:
    """A line that is written over and over, without any sign that a simple terminal might not know."""

    _WIDTH = 20

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, what: str, percent: int) -> None:
        self._write(f"{what} {percent} %")

    def close(self) -> None:
        self._write("")
        self._stream.write("\r")

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._WIDTH))
        self._stream.flush()


class _RichBar:
    """The bar of ``rich``, which vanishes when the work is done."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bars

        self._bars = Bars(console=Console(file=stream), transient=True)
        self._tasks: dict[str, TaskID] = {}

    def show(self, what: str, percent: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=100)
            self._bars.start()
        self._bars.update(self._tasks[what], completed=percent)

    def close(self) -> None:
        self._bars.stop()
