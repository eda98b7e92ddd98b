"""The tables that the package carries."""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING

from receivables.errors import InvalidValueError
from receivables.rates.table import RateTable

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_SUFFIX = ".toml"


def _folder() -> Traversable:
    # Imported when a table is first asked for: importing importlib.resources takes as long as all of py-moneyed.
    from importlib.resources import files  # noqa: PLC0415

    return files("receivables").joinpath("data/rates")


@cache
def shipped_names() -> tuple[str, ...]:
    """The names of the tables that the package carries, sorted.

    >>> "DE-BASISZINSSATZ" in shipped_names()
    True
    """
    files = (file.name for file in _folder().iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX)))


@cache
def _table(name: str) -> RateTable:
    file = name + _SUFFIX
    return RateTable.from_toml(_folder().joinpath(file).read_text(encoding="utf-8"), file=file)


def shipped(name: str) -> RateTable:
    """A table that the package carries; the same object each time.

    Raises :class:`~receivables.errors.InvalidValueError` that guesses at the name which was meant.

    >>> from datetime import date
    >>> shipped("ECB-MRO").on(date(2014, 9, 10)).percent
    Decimal('0.05')
    >>> shipped("ECB-MR0")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'name' must be one of shipped_names(), perhaps 'ECB-MRO' (got 'ECB-MR0')
    """
    if name in shipped_names():
        return _table(name)
    near = difflib.get_close_matches(str(name), shipped_names(), n=1, cutoff=0.5)
    raise InvalidValueError("name", "one of shipped_names()" + "".join(f", perhaps {each!r}" for each in near), name)
