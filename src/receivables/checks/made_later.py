"""Sequences whose members are made when somebody looks at them, for results that are mostly looked at as sums."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, overload

_Member = TypeVar("_Member")


class MadeLater(Sequence[_Member]):
    """A sequence that knows what its members will be: all are made when one is looked at, once.

    It is equal to the tuple of its members, has its hash and its repr, and is added to tuples like it.

    >>> class Squares(MadeLater[int]):
    ...     def _make(self):
    ...         print("made")
    ...         return 0, 1, 4
    ...     def __len__(self):
    ...         return 3
    >>> squares = Squares()
    >>> len(squares)
    3
    >>> squares[-1], squares == (0, 1, 4), squares
    made
    (4, True, (0, 1, 4))
    """

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: tuple[_Member, ...] | None = None

    @abstractmethod
    def _make(self) -> tuple[_Member, ...]:
        """The members."""

    def made(self) -> tuple[_Member, ...]:
        """The members, made once."""
        if self._made is None:
            self._made = self._make()
        return self._made

    @overload
    def __getitem__(self, place: int) -> _Member: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[_Member, ...]: ...

    def __getitem__(self, place: int | slice) -> _Member | tuple[_Member, ...]:
        return self.made()[place]

    def __iter__(self) -> Iterator[_Member]:
        return iter(self.made())

    def __eq__(self, other: object) -> Any:
        return self.made() == (other.made() if isinstance(other, MadeLater) else other)

    def __add__(self, other: Sequence[_Member]) -> tuple[_Member, ...]:
        return self.made() + tuple(other) if isinstance(other, tuple | MadeLater) else NotImplemented

    def __radd__(self, other: Sequence[_Member]) -> tuple[_Member, ...]:
        return other + self.made() if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.made())

    def __repr__(self) -> str:
        return repr(self.made())
