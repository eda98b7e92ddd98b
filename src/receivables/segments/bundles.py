"""Which policies count for which segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import attrs

from receivables.checks import name, several
from receivables.errors import InvalidValueError
from receivables.segments.policy import Segment

_Policy = TypeVar("_Policy")

_PAIRS = "a mapping from segment to policy, each segment once"
_SLOTS = ("aging", "interest", "ladder")


def _as_pairs(given: object) -> tuple[tuple[str, Any], ...]:
    pairs = tuple(given.items() if isinstance(given, Mapping) else several("by_segment", _PAIRS, given))
    if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
        raise InvalidValueError("by_segment", _PAIRS, given)
    found = {name("by_segment", segment): policy for segment, policy in pairs}
    if len(found) < len(pairs):
        raise InvalidValueError("by_segment", _PAIRS, given)
    for policy in found.values():
        _is_bundle("by_segment", policy)
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))


def _is_bundle(attribute: str, policy: object) -> None:
    if not all(hasattr(policy, slot) for slot in _SLOTS):
        raise InvalidValueError(attribute, "a bundle of policies, like CreditPolicy(name='House policy')", policy)


@attrs.frozen(kw_only=True)
class PolicyBySegment(Generic[_Policy]):
    """A credit policy for each segment: those of ``by_segment`` (a mapping from name to policy), else the ``default``.

    >>> from receivables import CreditPolicy
    >>> house, strict = CreditPolicy(name="House policy"), CreditPolicy(name="Payment in advance")
    >>> policies = PolicyBySegment(default=house, by_segment={"risky": strict})
    >>> policies.of("risky").name, policies.of("good").name
    ('Payment in advance', 'House policy')
    """

    default: _Policy = attrs.field()
    by_segment: tuple[tuple[str, _Policy], ...] = attrs.field(default=(), converter=_as_pairs)

    @default.validator
    def _check_default(self, attribute: attrs.Attribute[object], policy: object) -> None:
        _is_bundle(attribute.name, policy)

    def of(self, segment: Segment | str) -> _Policy:
        """The policy for a segment, by its value or its name."""
        found = name("segment", segment.name if isinstance(segment, Segment) else segment)
        return dict(self.by_segment).get(found, self.default)
