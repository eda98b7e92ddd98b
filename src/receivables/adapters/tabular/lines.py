"""The lines of a text file, one at a time, as far as they can be trusted."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from functools import partial
from io import TextIOWrapper
from itertools import chain
from pathlib import Path

from receivables.adapters.tabular.problems import Problems

Progress = Callable[[int, int], None]
"""Called now and then with the bytes read and the bytes in all."""

LONGEST_LINE = 16 * 1024 * 1024
"""Characters that a line of a book may have."""

_BETWEEN_REPORTS = 2_048
_CHUNK = 64 * 1024


def nobody(done: int, total: int) -> None:
    """The progress that nobody watches."""


def lines(path: Path, encoding: str | None, found: Problems, progress: Progress = nobody) -> Iterator[str]:
    """Each line with its end; a byte order mark at the start of the file is passed over.

    ``encoding`` is what a mapping says; ``None`` is UTF-8 where there is no mapping to say anything else. A line that
    cannot be decoded, is too long or holds a NUL character is a problem, and nothing after it is given.
    """
    if encoding is not None and _is_utf8_instead(path, encoding):
        expected = f'text in {encoding}; this file looks like UTF-8: remove encoding = "{encoding}" from the mapping'
        found.add(path.name, None, None, None, expected)
        found.cut_short = True
        return
    total = path.stat().st_size
    with path.open("rb") as bytes_in, TextIOWrapper(bytes_in, _without_mark(encoding), newline="") as file:
        try:
            for count, line in enumerate(iter(partial(file.readline, LONGEST_LINE), ""), 1):
                if "\0" in line or len(line) >= LONGEST_LINE:
                    found.add(path.name, count, None, line[:40], _expected(path, line, encoding))
                    found.cut_short = True
                    return
                yield line
                if count % _BETWEEN_REPORTS == 0:
                    progress(min(bytes_in.tell(), total), total)
        except UnicodeError:
            _undecodable(path, encoding, found)
            found.cut_short = True
            return
    progress(total, total)


def _is_utf8_instead(path: Path, encoding: str) -> bool:
    """Whether a file that is said to be in another encoding is in UTF-8, which would garble every accent silently.

    A mark at its start says so; and text in an encoding of one byte a character is hardly ever good UTF-8 by chance.
    """
    if codecs.lookup(encoding).name.startswith("utf-8"):
        return False
    one_byte = len(bytes(range(256)).decode(encoding, "replace")) == 256
    decoder, plain = codecs.getincrementaldecoder("utf-8")(), True
    with path.open("rb") as file:
        marked = file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
        file.seek(0)
        try:
            for chunk in chain(iter(partial(file.read, _CHUNK), b""), [b""]) if one_byte and not marked else ():
                plain = plain and chunk.isascii()
                decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return False
    return marked or not plain


def _without_mark(encoding: str | None) -> str:
    """The encoding that leaves out a byte order mark."""
    return "utf-8-sig" if encoding is None or codecs.lookup(encoding).name == "utf-8" else encoding


def _expected(path: Path, line: str, encoding: str | None) -> str:
    if "\0" not in line:
        return f"a line of fewer than {LONGEST_LINE:,} characters"
    return f"text without NUL characters{_hint(path, encoding, _WIDE)}"


_WIDE = 'for a file saved as Unicode text, say encoding = "utf-16" in the mapping'
_NARROW = 'for a file saved by a spreadsheet on Windows, say encoding = "cp1252" in the mapping'
_BEGINNINGS = {
    b"PK\x03\x04": "this is a workbook: open it in the spreadsheet and export it as CSV",
    b"\xd0\xcf\x11\xe0": "this is an old workbook: open it in the spreadsheet and export it as CSV",
    codecs.BOM_UTF16_LE: _WIDE,
    codecs.BOM_UTF16_BE: _WIDE,
}


def _hint(path: Path, encoding: str | None, usual: str) -> str:
    """What kind of file this seems to be, and what to do with it."""
    with path.open("rb") as file:
        first = file.read(4)
    known = [hint for beginning, hint in _BEGINNINGS.items() if first.startswith(beginning)]
    return "; save the file again as UTF-8" if encoding is None else f"; {(known or [usual])[0]}"


def _undecodable(path: Path, encoding: str | None, found: Problems) -> None:
    """Say where the first byte stands that is no text, and how to name another encoding."""
    offset, line = _first_bad_byte(path, encoding or "utf-8")
    where = "" if offset is None else f" (byte {offset:,} of the file is not)"
    found.add(path.name, line, None, None, f"text in {encoding or 'UTF-8'}{where}{_hint(path, encoding, _NARROW)}")


def _first_bad_byte(path: Path, encoding: str) -> tuple[int | None, int | None]:
    """The offset of the first byte that cannot be decoded (from 0), and its line (from 1)."""
    name = codecs.lookup(encoding).name.removesuffix("-sig")  # a decoder that drops the mark counts without it
    decoder = codecs.getincrementaldecoder(name)()
    read, line = 0, 1
    with path.open("rb") as file:
        for chunk in chain(iter(partial(file.read, _CHUNK), b""), [b""]):
            read += len(chunk)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                before = error.object[: error.start]
                return read - len(error.object) + error.start, line + before.decode(name, "ignore").count("\n")
            except UnicodeError:
                break
    return None, None
