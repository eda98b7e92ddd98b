"""Files that the command writes: checked before the long work, put in place only when they are whole."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from receivables.errors import ReceivablesError

FACTS = frozenset({".csv", ".jsonl", ".toml"})
"""Endings of the files that people keep their books and policies in: they are never written over."""


class TargetError(ReceivablesError):
    """A file cannot be written; the message names the option, the file and the reason."""

    def __init__(self, option: str, path: Path, reason: str) -> None:
        super().__init__(option, path, reason)
        self.option = option
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.option} {self.path} cannot be written: {self.reason}"


class Target:
    """A file to be written. Within ``with``, a file beside it holds the text until :meth:`write` is through.

    What is there already stays until then, and for good if anything goes wrong. A device or a pipe is written directly.
    A file that begins with ``ours`` was written by the command, whatever it is called, and may be replaced.

    Raises :class:`TargetError` on entry where the file could not be written at the end.
    """

    def __init__(self, option: str, path: Path, *, never: Iterable[Path] = (), ours: str = "") -> None:
        self.option = option
        self.path = path
        self._never = tuple(never)
        self._ours = ours.encode()
        self._place = path
        self._beside: Path | None = None

    def __enter__(self) -> Self:
        try:
            if not self._is_special():
                self._check()
                self._beside = self._place.with_name(f".receivables-{secrets.token_hex(8)}")
                self._beside.touch(exist_ok=False)
        except (OSError, ValueError, RuntimeError) as error:
            raise self._error(error) from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)

    def write(self, text: str) -> None:
        """Write ``text`` in UTF-8 and put the file in place.

        A lone surrogate, which no encoding knows, is written as its escape; in JSON that is the very same text.
        """
        try:
            place = self._place if self._beside is None else self._beside
            with place.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            if self._beside is not None:
                self._replace(self._beside)
        except OSError as error:
            raise self._error(error) from None

    def _replace(self, beside: Path) -> None:
        if self._place.exists():
            shutil.copymode(self._place, beside)
        beside.replace(self._place)
        self._beside = None

    def _check(self) -> None:
        self._place = self.path.resolve()  # what a link points to is replaced, not the link
        if self._place.is_dir():
            raise TargetError(self.option, self.path, "it is a folder")
        if not self._place.parent.is_dir():
            raise TargetError(self.option, self.path, f"there is no folder {self.path.parent}")
        if not self._place.exists():
            return
        if (self._place.suffix.lower() in FACTS and not self._is_ours()) or any(
            os.path.exists(each) and each.samefile(self._place) for each in self._never
        ):
            raise TargetError(self.option, self.path, "that file is a book or a policy, not a report")
        if not os.access(self._place, os.W_OK):
            raise TargetError(self.option, self.path, "it is write-protected")

    def _is_ours(self) -> bool:
        with self._place.open("rb") as file:
            return bool(self._ours) and file.read(len(self._ours)) == self._ours

    def _is_special(self) -> bool:
        """Whether this is a device or a pipe: nothing can be put in its place."""
        return self.path.exists() and not self.path.is_file() and not self.path.is_dir()

    def _error(self, error: Exception) -> TargetError:
        if isinstance(error, TargetError):
            return error
        return TargetError(self.option, self.path, getattr(error, "strerror", None) or str(error))
