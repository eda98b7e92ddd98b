"""Facts as they come, checked against what is declared, and what follows from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from receivables.adapters.letters.facts import DECLARED, LETTERS, Declared, Facts
from receivables.checks import LONGEST_NAME, day, several
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.money import Money, as_money

MOST_LINES = 1000
"""Lines that the table of a letter may have."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_AMOUNT = re.compile(r"(-?[0-9]{1,60}(?:\.[0-9]{1,10})?) ([A-Z]{3})", re.ASCII)
_DIRECTIONS = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF)}


def clean(text: str) -> str:
    r"""Text on one line: no control characters, and none that turn the direction of what follows.

    >>> clean("Bar Pepe\r\nBcc: everybody@example.com")
    'Bar Pepe Bcc: everybody@example.com'
    """
    kept = "".join(map(_kept, text))
    return re.sub(" +", " ", kept).strip()


def one_line(text: str) -> str:
    r"""What a template made, on one line: nothing in it can end a header.

    >>> one_line("Two\n  lines\u2028and more")
    'Two lines and more'
    """
    return re.sub("[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", text).strip(" ")


def _kept(sign: str) -> str:
    if sign in _DIRECTIONS:
        return ""
    kind = unicodedata.category(sign)
    return " " if kind in ("Cc", "Zl", "Zp") else "\N{REPLACEMENT CHARACTER}" if kind == "Cs" else sign


def nearest(name: object, known: tuple[str, ...]) -> str:
    """A hint at the nearest of the names that there are, or all of them, for the end of a message.

    >>> nearest("finl demand", LETTERS), nearest(5, ("firm", "formal"))
    (", perhaps 'final demand'", ': firm, formal')
    """
    near = get_close_matches(name, known, n=1) if isinstance(name, str) else []
    return f", perhaps {near[0]!r}" if near else f": {', '.join(known)}"


def letter_called(name: object) -> str:
    """``name`` if there is such a letter."""
    if isinstance(name, str) and name in DECLARED:
        return name
    raise InvalidValueError("template", f"the name of a letter{nearest(name, LETTERS)}", name)


def known_facts(letter: str, facts: object) -> Facts:
    """The facts of a letter as values, with all that follows from them; what was left out is ``None``."""
    if not isinstance(facts, Mapping):
        raise InvalidValueError("facts", "a mapping from names to values, as about_action() gives one", facts)
    found = _fields("", DECLARED[letter], facts)
    amounts = [each for line in (found, *found.get("lines", ())) for each in line.values() if isinstance(each, Money)]
    for amount in amounts[1:]:
        require_same(amounts[0].currency, amount.currency)
    return found | _FOLLOWING[letter](found)


def _fields(path: str, declared: Declared, given: Mapping[Any, Any]) -> Facts:
    for name in given:
        if name not in declared:
            raise InvalidValueError(
                path or "facts", f"facts that this letter has{nearest(name, tuple(declared))}", name
            )
    return {name: _value(path, name, kind, given) for name, kind in declared.items()}


def _value(path: str, name: str, kind: str | Mapping[str, str], given: Mapping[str, Any]) -> object:
    where, value = f"{path}.{name}".lstrip("."), given.get(name)
    if isinstance(kind, Mapping):
        return _lines(where, kind, value)
    if value is None and kind.endswith("?"):
        return None
    return _KINDS[kind.removesuffix("?")](where, value)


def _lines(where: str, kind: Mapping[str, str], value: object) -> list[Facts]:
    lines = list(several(where, "a list of lines", value))
    if len(lines) > MOST_LINES:
        raise InvalidValueError(where, f"at most {MOST_LINES} lines", len(lines))
    found = []
    for place, line in enumerate(lines):
        if not isinstance(line, Mapping):
            raise InvalidValueError(f"{where}[{place}]", "a mapping from names to values", line)
        found.append(_fields(f"{where}[{place}]", kind, line))
    return found


def text(where: str, value: object) -> str:
    """``value`` as text on one line that says something."""
    if isinstance(value, str) and len(value) <= LONGEST_NAME and (found := clean(value)):
        return found
    raise InvalidValueError(where, f"text of 1 to {LONGEST_NAME} characters", value)


def _texts(where: str, value: object) -> list[str]:
    found = list(several(where, "a list of texts", value))
    if len(found) > MOST_LINES:
        raise InvalidValueError(where, f"at most {MOST_LINES} texts", len(found))
    return [text(f"{where}[{place}]", each) for place, each in enumerate(found)]


def _day(where: str, value: object) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
        return day(where, value)
    except ValueError:
        raise InvalidValueError(where, "a day: date, or text like '2026-02-28'", value) from None


def _amount(where: str, value: object) -> Money:
    try:
        if isinstance(value, str) and (written := _AMOUNT.fullmatch(value)):
            found = Money(written[1], written[2])
        else:
            found = as_money(value)  # type: ignore[arg-type]
    except InvalidValueError:
        raise InvalidValueError(where, "an amount: Money, or text like '600.00 EUR'", value) from None
    if found.minor < 0:
        raise InvalidValueError(where, "an amount of at least 0", value)
    return found


_KINDS: Mapping[str, Callable[[str, object], object]] = MappingProxyType(
    {"text": text, "texts": _texts, "day": _day, "amount": _amount}
)


def _sum(lines: list[Facts], field: str = "amount") -> Money:
    if not lines:
        raise InvalidValueError("lines", "at least one line", lines)
    found = Money.total((line[field] for line in lines), currency=lines[0][field].currency)
    if found.minor == 0:
        raise InvalidValueError("lines", f"lines whose {field} comes to more than 0", found)
    return found


def _one_of(lines: list[Facts]) -> Facts:
    """How many lines there are, and the document of the first."""
    return {"count": len(lines), "document": lines[0].get("document")}


def _asked(facts: Facts) -> Facts:
    """What is asked for: all lines and the late interest, less the credit notes."""
    lines, on = facts["lines"], facts["on"]
    _not_before(on, "pay_by", facts["pay_by"])
    late = [{**line, "days_late": max(on.toordinal() - line["due_on"].toordinal(), 0)} for line in lines]
    total = found = _sum(lines)
    if facts["interest"] is not None:
        total += facts["interest"]
    if facts["credits"] is not None:
        if facts["credits"] >= total:
            raise InvalidValueError("credits", f"less than the {total} asked for", facts["credits"])
        total -= facts["credits"]
    oldest = {"due_on": min(line["due_on"] for line in late), "days_late": max(line["days_late"] for line in late)}
    less = -facts["credits"] if facts["credits"] else None
    return {"lines": late, "open": found, "total": total, "credits": less, **oldest, **_one_of(late)}


def _overdue(facts: Facts) -> Facts:
    """What is asked for, of which something is past due."""
    found = _asked(facts)
    if found["due_on"] >= facts["on"]:
        raise InvalidValueError(
            "due_on", f"a day before {facts['on']} in some line: nothing is past due", found["due_on"]
        )
    return found


def _not_before(on: date, name: str, day: date) -> None:
    if day < on:
        raise InvalidValueError(name, f"{on}, the day of the letter, or later", day)


def _promised(facts: Facts) -> Facts:
    _not_before(facts["on"], "pay_by", facts["pay_by"])
    missing = facts["promised"] - facts["paid"]
    if missing.minor <= 0:
        raise InvalidValueError("paid", f"less than the {facts['promised']} that was promised", facts["paid"])
    documents = facts["documents"] or []
    return {"missing": missing, "documents": documents, "count": len(documents), "total": missing}


def _planned(facts: Facts) -> Facts:
    lines = [{"number": str(place), **line} for place, line in enumerate(facts["lines"], start=1)]
    total = _sum(lines)
    if "answer_by" in facts:
        _not_before(facts["on"], "answer_by", facts["answer_by"])
    ends = {"first": lines[0]["amount"], "first_on": lines[0]["due_on"], "last_on": lines[-1]["due_on"]}
    return {"lines": lines, "count": len(lines), "total": total, **ends}


def _offered(facts: Facts) -> Facts:
    for place, line in enumerate(facts["lines"]):
        if line["discount"] > line["amount"]:
            expected = f"at most the amount of the line, {line['amount']}"
            raise InvalidValueError(f"lines[{place}].discount", expected, line["discount"])
    lines = [{**line, "payable": line["amount"] - line["discount"]} for line in facts["lines"]]
    sums = {"total": _sum(lines, "payable"), "discount": _sum(lines, "discount")}
    until = min(line["until"] for line in lines)
    _not_before(facts["on"], "until", until)
    return {"lines": lines, "until": until, **sums, **_one_of(lines)}


def _thanked(facts: Facts) -> Facts:
    return {"total": _sum(facts["lines"]), **_one_of(facts["lines"])}


def _stated(facts: Facts) -> Facts:
    total = Money.total((line["amount"] for line in facts["lines"]), currency=facts["unapplied"].currency)
    balance = total - facts["unapplied"]
    credit = -balance if balance.minor < 0 else None
    less = -facts["unapplied"] if facts["unapplied"] else None
    return {"total": total, "count": len(facts["lines"]), "balance": balance, "credit": credit, "unapplied": less}


_FOLLOWING: Mapping[str, Callable[[Facts], Facts]] = MappingProxyType(
    {
        "reminder": _asked,
        "first notice": _overdue,
        "final demand": _overdue,
        "broken promise": _promised,
        "plan offer": _planned,
        "plan confirmation": _planned,
        "discount reminder": _offered,
        "thank you": _thanked,
        "statement cover": _stated,
    }
)


def sample(letter: str, lines: int) -> Facts:
    """Facts of a letter with so many lines and nothing left out, on which templates are tried."""
    values: Facts = {
        "until": date(2026, 3, 1),
        "discount": Money("1.00", "EUR"),
        "text": "X-1",
        "texts": ["X-1"],
        "day": date(2026, 1, 1),
        "amount": Money("2.00", "EUR"),
    }

    def filled(declared: Declared) -> Facts:
        return {
            name: [filled(kind)] * lines
            if isinstance(kind, Mapping)
            else values[name if name in values else kind.removesuffix("?")]
            for name, kind in declared.items()
        }

    later = {"on": date(2026, 2, 1), "pay_by": date(2026, 3, 1), "answer_by": date(2026, 3, 1)}
    less = dict.fromkeys(("credits", "paid", "unapplied"), Money("1.00", "EUR"))
    found = filled(DECLARED[letter])
    return found | {name: value for name, value in (later | less).items() if name in found}
