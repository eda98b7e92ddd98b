"""Finding a regime: by id, or by jurisdiction and kind of debtor."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from receivables.checks import name, one_of
from receivables.errors import InvalidValueError
from receivables.statutory.regimes import CompensationTier, RateTerms, Regime

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

GRADES = ("solid", "flagged")


def _folder() -> Traversable:
    # Imported when a regime is first asked for: importlib.resources takes as long to import as all of py-moneyed.
    from importlib.resources import files  # noqa: PLC0415

    return files("receivables").joinpath("data/regimes")


@cache
def _all_ids() -> tuple[str, ...]:
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in _folder().iterdir()))


@cache
def _read(id_: str) -> Regime:
    data = tomllib.loads(_folder().joinpath(f"{id_}.toml").read_text("utf-8"))
    tiers = tuple(CompensationTier(**tier) for tier in data.pop("compensation", []))
    rate, variants = data.pop("rate"), data.pop("variants", {})
    others = tuple((name, RateTerms(**(rate | changed))) for name, changed in variants.items())
    facts = {key: value for key, value in data.items() if key not in ("kind", "version")}
    return Regime(rate=RateTerms(**rate), variants=others, tiers=tiers, **facts)


def _grade(evidence: str) -> str:
    return one_of("evidence", evidence, GRADES)


def regime_ids(*, evidence: str = "solid") -> tuple[str, ...]:
    """The ids of the regimes with solid evidence, or with ``evidence="flagged"`` of all.

    >>> len(regime_ids()) < len(regime_ids(evidence="flagged"))
    True
    """
    wanted = GRADES[: GRADES.index(_grade(evidence)) + 1]
    return tuple(id_ for id_ in _all_ids() if _read(id_).evidence in wanted)


def regime(id: str, *, evidence: str = "solid") -> Regime:  # noqa: A002
    """The regime of that id; one whose evidence is flagged only with ``evidence="flagged"``.

    Raises :class:`~receivables.errors.InvalidValueError` for another id, with the nearest one.

    >>> regime("ES-LEY-3/2004")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'regime' must be the id of a regime that ships, perhaps ES-LEY-3-2004 \
(got 'ES-LEY-3/2004')
    """
    _grade(evidence)
    if id not in _all_ids():
        near = get_close_matches(str(id), _all_ids(), n=1, cutoff=0.3)
        hint = f", perhaps {near[0]}" if near else " (regime_ids() lists them)"
        raise InvalidValueError("regime", f"the id of a regime that ships{hint}", id)
    found = _read(id)
    if found.evidence == "flagged" and evidence != "flagged":
        raise InvalidValueError("regime", 'one with solid evidence; for this one, say evidence="flagged"', id)
    return found


def applicable(jurisdiction: str, debtor: str, *, evidence: str = "solid") -> tuple[Regime, ...]:
    """The regimes of a jurisdiction (an ISO 3166 code) for a kind of debtor: business, consumer or public.

    >>> [found.id for found in applicable("DE", "consumer")]
    ['DE-BGB-288-1']
    """
    name("jurisdiction", jurisdiction)
    one_of("debtor", debtor, ("business", "consumer", "public"))
    found = (_read(id_) for id_ in regime_ids(evidence=evidence))
    return tuple(each for each in found if each.jurisdiction == jurisdiction and debtor in each.debtors)
