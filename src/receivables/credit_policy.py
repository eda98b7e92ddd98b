"""The credit policy: one bundle of policies, kept as a document that a finance person can read.

>>> policy = CreditPolicy.loads('''
... kind = "credit-policy"
... version = 1
... name = "House policy"
...
... [aging]
... kind = "aging"
... version = 1
... edges = [30, 60, 90]
...
... [interest]
... kind = "late-interest"
... version = 1
... rate = "8"
... ''')
>>> policy.interest.rate.percent
Decimal('8')
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import cache, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import attrs

from receivables import catalogue
from receivables.aging import Aging, AgingPolicy
from receivables.allocation import OLDEST_DUE_FIRST, Allocation
from receivables.catalogue import LARGEST_DOCUMENT, STANDARD, Catalogue, parse
from receivables.checks import able, is_name
from receivables.discounts import NO_DISCOUNTS, DiscountPolicy
from receivables.errors import InvalidValueError, PolicyDocumentError, PolicyProblem
from receivables.escalation import NO_LADDER, Ladder, LadderPolicy
from receivables.interest import NO_INTEREST, InterestPolicy
from receivables.plans import AGREED_PLANS, PlanPolicy
from receivables.promises import Promises

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "CreditPolicy",
    "starter_ids",
]

_Loaded = TypeVar("_Loaded")


def _folder() -> Traversable:
    # Imported when a starter is first asked for: importlib.resources takes as long to import as all of py-moneyed.
    from importlib.resources import files  # noqa: PLC0415

    return files("receivables").joinpath("data/policies")


@cache
def starter_ids() -> tuple[str, ...]:
    """The ids of the credit policies that ship, sorted; :meth:`CreditPolicy.starter` gives each.

    >>> print(*starter_ids())
    br-boleto de-mittelstand es-pyme eu-b2b mx-b2b saas-subscriptions uk-b2b us-b2b
    """
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in _folder().iterdir()))


def load_document(path: str | PathLike[str], loads: Callable[..., _Loaded]) -> _Loaded:
    """What ``loads`` makes of the text in a file, its problems told with the name of the file.

    The one place where this library reads a file outside its adapters: the file that the caller names.
    """
    file = Path(path)
    try:
        with file.open(encoding="utf-8-sig") as stream:
            text = stream.read(LARGEST_DOCUMENT + 1)  # one too many is refused, and gigabytes are not read first
    except UnicodeDecodeError as error:
        problem = PolicyProblem(str(file), "text in UTF-8", str(error))
        raise PolicyDocumentError(f"{file} cannot be used: 1 problem", [problem]) from None
    try:
        return loads(text, format="json" if file.suffix == ".json" else "toml")
    except PolicyDocumentError as error:
        count = error.message.rpartition(": ")[2]
        raise PolicyDocumentError(f"{file} cannot be used: {count}", list(error.exceptions)) from None


def has_verb(_: object, slot: attrs.Attribute[Any], policy: object) -> None:
    """As a validator: whether a policy can do what its slot asks for."""
    able(slot.name, policy, slot.metadata["verb"])


@attrs.frozen(kw_only=True)
class CreditPolicy:
    """How claims are aged, charged, chased and settled.

    Any value with the right verb fits a slot. What is left out is: aging in 30-day steps by due day, no interest, no
    ladder, payments without remittance to the oldest due, no discounts and no tolerance; one missed payment breaks an
    agreed plan.

    >>> CreditPolicy(name="plain").aging.edges
    (30, 60, 90)
    """

    kind: ClassVar[str] = "credit-policy"
    version: ClassVar[int] = 1

    name: str = attrs.field(validator=is_name)
    aging: AgingPolicy = attrs.field(default=Aging(), validator=has_verb, metadata={"verb": "age"})
    interest: InterestPolicy = attrs.field(default=NO_INTEREST, validator=has_verb, metadata={"verb": "accrue"})
    ladder: LadderPolicy = attrs.field(default=NO_LADDER, validator=has_verb, metadata={"verb": "next_action"})
    allocation: Allocation = attrs.field(default=OLDEST_DUE_FIRST, validator=has_verb, metadata={"verb": "apply"})
    plans: PlanPolicy = attrs.field(default=AGREED_PLANS, validator=has_verb, metadata={"verb": "reschedule"})
    discounts: DiscountPolicy = attrs.field(default=NO_DISCOUNTS, validator=has_verb, metadata={"verb": "settle"})

    @classmethod
    def loads(cls, text: str, *, format: str = "toml", catalogue: Catalogue = STANDARD) -> Self:  # noqa: A002
        """The policy that a TOML or JSON document describes; ``catalogue`` knows the kinds of its slots.

        Raises :class:`~receivables.errors.PolicyDocumentError` with every problem of the document.
        """
        data = parse(text, format=format)
        if data.get("kind") == "credit-book":  # of a room above this one
            raise _not_a_policy("credit-book", "; CreditBook.load reads a credit book")
        found: Self = catalogue.with_kinds(cls).build(data)
        if not isinstance(found, cls):
            raise _not_a_policy(getattr(found, "kind", found))
        return found

    @classmethod
    def load(cls, path: str | PathLike[str], *, catalogue: Catalogue = STANDARD) -> Self:
        """The policy in a file, TOML or (``.json``) JSON, in UTF-8."""
        return load_document(path, partial(cls.loads, catalogue=catalogue))

    @classmethod
    def starter(cls, id: str) -> Self:  # noqa: A002
        """A complete policy to begin with, one of :func:`starter_ids`: read what it says before it is used.

        Raises :class:`~receivables.errors.InvalidValueError` for another id, with the nearest one.

        >>> CreditPolicy.starter("es-pyme").interest.regime
        'ES-LEY-3-2004'
        >>> CreditPolicy.starter("es-pime")
        Traceback (most recent call last):
        receivables.errors.InvalidValueError: 'id' must be the id of a policy that ships, perhaps es-pyme \
(got 'es-pime')
        """
        if id not in starter_ids():
            near = get_close_matches(str(id)[:200], starter_ids(), n=1, cutoff=0.4)
            hint = f", perhaps {near[0]}" if near else " (starter_ids() lists them)"
            raise InvalidValueError("id", f"the id of a policy that ships{hint}", id)
        return cls.loads(_folder().joinpath(f"{id}.toml").read_text("utf-8"))

    @property
    def promises(self) -> Promises:
        """How promises to pay are judged: a promise is not broken while the ladder still leaves the customer alone.

        >>> from receivables import Step
        >>> ladder = Ladder([Step("reminder", days=5, channel="email")], promise_tolerance_days=3)
        >>> CreditPolicy(name="House policy", ladder=ladder).promises.tolerance_days
        3
        """
        days = self.ladder.promise_tolerance_days if isinstance(self.ladder, Ladder) else 0
        return Promises(tolerance_days=days)

    def to_dict(self) -> dict[str, Any]:
        """The policy as plain data, the way a document says it."""
        return catalogue.dump(self)


def _not_a_policy(kind: object, hint: str = "") -> PolicyDocumentError:
    problem = PolicyProblem("kind", f"'credit-policy'{hint}", kind)
    return PolicyDocumentError("the policy document cannot be used: 1 problem", [problem])
