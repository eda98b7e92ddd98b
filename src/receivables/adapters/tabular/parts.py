"""The installments of an invoice in a book of events: pairs where day and amount say it all, else objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from receivables import checks
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.terms import Installment, Offer
from receivables.terms.lines import as_percent, number_text

_PART = ("due_on", "amount")
_OFFER = ("until", "amount")


class Reader(Protocol):
    """What reads the days and amounts of a line."""

    def day(self, key: str, value: object) -> date:
        """A day."""
        ...

    def money(self, key: str, value: object) -> Money | None:
        """An amount in the currency of the line; ``None`` if the currency cannot be told."""
        ...


def pair(key: str, value: object, words: str) -> list[Any]:
    """A list of two."""
    if isinstance(value, list) and len(value) == 2:
        return value
    raise InvalidValueError(key, words, value)


def read_part(reader: Reader, key: str, value: object) -> tuple[Any, ...]:
    """An installment: a pair of day and amount, or an object that says more."""
    if not isinstance(value, dict):
        due, amount = pair(key, value, 'pairs like ["2026-03-31", "50.00"]')
        return reader.day(key, due), reader.money(key, amount)
    _only(key, value, needed=_PART, more=("unadjusted_on", "offers"))
    unadjusted, offers = value.get("unadjusted_on"), value.get("offers", [])
    if not isinstance(offers, list):
        raise InvalidValueError(key, "a list of offers", offers)
    return (
        reader.day(key, value["due_on"]),
        reader.money(key, value["amount"]),
        None if unadjusted is None else reader.day(key, unadjusted),
        tuple(_read_offer(reader, key, offer) for offer in offers),
    )


def _read_offer(reader: Reader, key: str, value: object) -> Any:
    if not isinstance(value, dict):
        raise InvalidValueError(key, 'offers like {"until": "2026-01-25", "amount": "20.00", "percent": "2"}', value)
    _only(key, value, needed=_OFFER, more=("percent", "base"))
    percent, amount = value.get("percent"), reader.money(key, value["amount"])
    if percent is not None and not isinstance(percent, str):
        raise InvalidValueError(key, "percentages as text", percent)
    if amount is None:
        return None  # the currency of the line cannot be told, so the line is refused anyway
    base = checks.one_of(key, value.get("base", "gross"), ("gross", "net"))
    return Offer(reader.day(key, value["until"]), amount, None if percent is None else as_percent(percent), base)


def _only(key: str, value: Mapping[str, Any], *, needed: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Refuse an object that lacks a key, or has one that nobody knows."""
    if not set(needed) <= value.keys() <= {*needed, *more}:
        raise InvalidValueError(key, f"objects with {', '.join(needed)} and at most {', '.join(more)}", value)


def goes_by_day(parts: Sequence[Installment]) -> bool:
    """Whether a due day is all there is to say of the installments of an invoice."""
    return len(parts) == 1 and _is_plain(parts[0])


def _is_plain(part: Installment) -> bool:
    return part.unadjusted_on is None and not part.offers


def written_parts(parts: Iterable[Installment]) -> list[Any]:
    """Installments as plain data, each as short as can be."""
    return [_written(part) for part in parts]


def _written(part: Installment) -> Any:
    if _is_plain(part):
        return [part.due_on.isoformat(), part.amount.text]
    line: dict[str, Any] = {"due_on": part.due_on.isoformat(), "amount": part.amount.text}
    if part.unadjusted_on is not None:
        line["unadjusted_on"] = part.unadjusted_on.isoformat()
    if part.offers:
        line["offers"] = [_written_offer(offer) for offer in part.offers]
    return line


def _written_offer(offer: Offer) -> dict[str, str]:
    line = {"until": offer.until.isoformat(), "amount": offer.amount.text, "base": offer.base}
    return line if offer.percent is None else line | {"percent": number_text(offer.percent)}
