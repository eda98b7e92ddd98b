r"""How a foreign CSV writes what we read: the names of its columns, its dates, its amounts.

A mapping is a TOML document. Every key can be left out; an unknown key is a problem, and all problems of a document are
named at once.

======================  ===================================================================  =====================
key                     what it says                                                         left out
======================  ===================================================================  =====================
``date_format``         one yyyy, one m or mm, one d or dd, with / . - or a blank between    ``"yyyy-mm-dd"``
                        them (d and m take one digit or two; yyyymmdd needs no separators)
``decimal_mark``        ``"."`` or ``","``                                                   ``"."``
``thousands_mark``      one of ``. , '`` or a blank                                          no mark
``rounding``            how an amount with more decimals than its currency has is rounded    it is refused
                        (``"half_up"``, ``"half_even"``, ...); reported as a warning
``delimiter``           one character between cells, such as ``";"`` or ``"\t"``             ``","``
``encoding``            the name of a text encoding, such as ``"cp1252"``                    ``"utf-8"``
``currency``            the ISO 4217 code of all amounts, for a file without that column     the column is needed
``terms``               payment terms of all rows by notation, such as ``"net 30"``, for a   a column is needed:
                        file without due days                                                due_on or terms
``[columns]``           our name = the name in their header, for the columns of invoices:    their header has
                        invoice, customer, issued_on, due_on, terms, amount, currency,       our names
                        settled_on
``[payments] file``     the name of the file of payments, in the same folder                 ``payments.csv``, for
                                                                                             ``invoices.csv``; else
                                                                                             ``<name>-payments.csv``
``[payments.columns]``  our name = the name in their header, for the columns of payments:    their header has
                        payment, customer, paid_on, amount, currency, invoice                our names
======================  ===================================================================  =====================

>>> mapping = BookMapping.loads('''
... date_format = "m/d/yyyy"
... currency = "USD"
... [columns]
... invoice = "invoiceNumber"
... ''')
>>> mapping.columns["invoice"]
'invoiceNumber'
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import attrs

from receivables import catalogue, checks
from receivables.adapters.tabular.cells import ISO, CurrencyReader, TermsReader, date_pattern
from receivables.adapters.tabular.problems import nearest, refusal, repeated, shown
from receivables.errors import IntakeError, IntakeProblem, InvalidValueError, PolicyDocumentError, PolicyProblem
from receivables.rounding import Rounding

INVOICE_COLUMNS = ("invoice", "customer", "issued_on", "due_on", "terms", "amount", "currency", "settled_on")
"""Our names for the columns of invoices."""

PAYMENT_COLUMNS = ("payment", "customer", "paid_on", "amount", "currency", "invoice")
"""Our names for the columns of payments."""

_MARKS = (".", ",", "'", " ", "\u00a0", "\u202f")
_ROUNDINGS = tuple(mode.value for mode in Rounding)


class MappingProblem(IntakeProblem):
    """One thing wrong in a mapping: ``file``, and the key as ``column``.

    >>> print(MappingProblem("ibm.toml", None, "decimal_mark", ";", "one of '.', ','"))
    ibm.toml, decimal_mark: expected one of '.', ',' (got ';')
    """

    def __str__(self) -> str:
        return str(IntakeProblem(f"{self.file}, {self.column}", None, None, self.value, self.expected))


def _is_pattern(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    date_pattern(attribute.name, value)


def _is_delimiter(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or len(value) != 1 or value.isalnum() or value in '"\r\n\0':
        raise InvalidValueError(attribute.name, "one character, like ';' or a tab", value)


def _is_encoding(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    try:
        # "hex" and "zip" are no encodings of text, and "idna" is one of names only: it can skip nothing.
        known = isinstance(value, str) and b"\n".decode(value) == "\n" and b"\n".decode(value, "replace") == "\n"
    except (LookupError, ValueError):
        known = isinstance(value, str) and _is_wide(value)
    if not known:
        raise InvalidValueError(attribute.name, "the name of a text encoding, like 'cp1252'", value)


def _is_wide(name: str) -> bool:
    """Whether a character takes more than one byte in the encoding."""
    try:
        return codecs.lookup(name).name.startswith(("utf-16", "utf-32"))
    except (LookupError, ValueError):
        return False


def _is_currency(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    CurrencyReader().read(attribute.name, value)


def _are_terms(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    TermsReader().read(attribute.name, value)


def _is_file_name(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value.strip(". ") or not value.isprintable() or {"/", "\\"} & set(value):
        raise InvalidValueError(attribute.name, "the name of a file in the folder of the invoices", value)


def _are_columns(*known: str) -> Callable[..., None]:
    """Validator: a mapping from some of our names to different headers."""

    def check(_: object, attribute: attrs.Attribute[object], columns: object) -> None:
        if not isinstance(columns, Mapping):
            raise InvalidValueError(attribute.name, "a table: our name = the name in their header", columns)
        for ours, theirs in columns.items():
            if ours not in known:
                raise InvalidValueError(f"{attribute.name}.{ours}", _column_choice(attribute.name, ours, known), ours)
            if not isinstance(theirs, str) or not theirs:
                raise InvalidValueError(f"{attribute.name}.{ours}", "the name of a column, as in the header", theirs)
        twice = repeated(columns.values())
        if twice:
            raise InvalidValueError(attribute.name, "a column of its own for each name", ", ".join(twice))

    return check


def _choice(word: str, known: Sequence[str]) -> str:
    """The names there are, and the one that may have been meant.

    >>> _choice("due", ("due_on", "amount"))
    'one of due_on, amount (perhaps due_on)'
    """
    return f"one of {', '.join(known)}{nearest(word, known)}"


def _column_choice(table: str, word: str, known: Sequence[str]) -> str:
    """What may stand below a table of columns; a setting of the whole mapping stands above the first table."""
    if word in SETTINGS:
        return f"our name for a column here; {word} stands above [columns]"
    if table != "columns" and word == "file":
        return "our name for a column here; file stands above [payments.columns]"
    return _choice(word, known)


def _as_columns(given: Mapping[str, str]) -> Mapping[str, str]:
    """A copy that cannot be changed; what is no table is left for the validator."""
    try:
        return MappingProxyType(dict(given))
    except (TypeError, ValueError):
        return given


_optional = attrs.validators.optional


@attrs.frozen(kw_only=True)
class BookMapping:
    """How a foreign CSV is read; what is left out is as in a CSV of our own.

    The fields are the keys of the document (:mod:`receivables.adapters.tabular.mapping` lists them); ``payments_file``
    and ``payment_columns`` are ``file`` and ``columns`` of its table ``[payments]``.

    Raises :class:`~receivables.errors.InvalidValueError` for a setting that cannot be.

    >>> BookMapping(date_format="d/m/yyyy", decimal_mark=",", currency="EUR").terms is None
    True
    """

    date_format: str = attrs.field(default=ISO, validator=_is_pattern)
    decimal_mark: str = attrs.field(default=".", validator=checks.is_one_of(".", ","))
    thousands_mark: str | None = attrs.field(default=None, validator=_optional(checks.is_one_of(*_MARKS)))
    rounding: str | None = attrs.field(default=None, validator=_optional(checks.is_one_of(*_ROUNDINGS)))
    delimiter: str = attrs.field(default=",", validator=_is_delimiter)
    encoding: str = attrs.field(default="utf-8", validator=_is_encoding)
    currency: str | None = attrs.field(default=None, validator=_optional(_is_currency))
    terms: str | None = attrs.field(default=None, validator=_optional(_are_terms))
    columns: Mapping[str, str] = attrs.field(
        factory=dict, converter=_as_columns, validator=_are_columns(*INVOICE_COLUMNS)
    )
    payments_file: str | None = attrs.field(default=None, validator=_optional(_is_file_name))
    payment_columns: Mapping[str, str] = attrs.field(
        factory=dict, converter=_as_columns, validator=_are_columns(*PAYMENT_COLUMNS)
    )

    def __attrs_post_init__(self) -> None:
        for conflict in _conflicts(attrs.asdict(self, recurse=False)):
            raise conflict

    @classmethod
    def loads(cls, text: str, *, file: str = "mapping") -> Self:
        """The mapping that a TOML document describes; ``file`` is its name in messages.

        Raises :class:`~receivables.errors.IntakeError` with every problem of the document.
        """
        try:
            data = catalogue.parse(text)
        except PolicyDocumentError as error:
            wrong = [InvalidValueError("document", _words(problem), None) for problem in error.exceptions]
            raise _error(file, wrong) from None
        given, fields = _flat(data), attrs.fields_dict(cls)
        wrong = [*_unknown(data), *(error for name in given for error in _wrong(fields[name], given[name]))]
        wrong = wrong or list(_conflicts(given))
        if wrong:
            raise _error(file, wrong)
        return cls(**given)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """The mapping in a TOML file, in UTF-8.

        Raises :class:`~receivables.errors.IntakeError` with every problem of the file.
        """
        file = Path(path)
        try:
            text = file.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise refusal(file.name, f"text in UTF-8; byte {error.start:,} is not") from None
        except OSError as error:
            raise refusal(file.name, f"a mapping that can be read: {error.strerror}") from None
        return cls.loads(text, file=file.name)


_TOP: tuple[str, ...] = tuple(field.name for field in attrs.fields(BookMapping) if not field.name.startswith("payment"))
SETTINGS: tuple[str, ...] = (*_TOP, "payments")
"""The keys at the top of a mapping."""

_FLAT = {"file": "payments_file", "columns": "payment_columns"}


def _conflicts(given: Mapping[str, Any]) -> Iterator[InvalidValueError]:
    """Settings that speak against one another."""
    mark, currency, terms = given.get("thousands_mark"), given.get("currency"), given.get("terms")
    if mark is not None and mark == given.get("decimal_mark", "."):
        yield InvalidValueError("thousands_mark", "another mark than decimal_mark", mark)
    if currency is not None and "currency" in given.get("columns", ()):
        yield InvalidValueError("currency", "left out where columns.currency names a column", currency)
    for column in ("due_on", "terms"):
        if terms is not None and column in given.get("columns", ()):
            yield InvalidValueError("terms", f"left out where columns.{column} names a column", terms)


def _unknown(data: Mapping[str, Any]) -> Iterator[InvalidValueError]:
    """The keys that a mapping does not have."""
    for key in data.keys() - set(SETTINGS):
        yield InvalidValueError(key, _choice(key, SETTINGS), key)
    payments = data.get("payments", {})
    if not isinstance(payments, dict):
        yield InvalidValueError("payments", "a table with file and columns", payments)
        return
    for key in payments.keys() - _FLAT.keys():
        yield InvalidValueError(f"payments.{key}", _choice(key, tuple(_FLAT)), key)


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """The settings by the names of the fields."""
    payments = data.get("payments")
    inner = payments if isinstance(payments, dict) else {}
    return {key: data[key] for key in _TOP if key in data} | {_FLAT[key]: inner[key] for key in _FLAT if key in inner}


def _wrong(field: attrs.Attribute[Any], value: object) -> Iterator[InvalidValueError]:
    """What is wrong with the value of one setting; each column of a table is looked at for itself first."""
    parts = [{ours: theirs} for ours, theirs in value.items()] if isinstance(value, dict) else []
    single = [error for part in parts for error in _refusals(field, part)]
    yield from single or _refusals(field, value)


def _refusals(field: attrs.Attribute[Any], value: object) -> list[InvalidValueError]:
    try:
        if field.validator is not None:
            field.validator(None, field, value)
    except InvalidValueError as error:
        return [error]
    return []


def _key(error: InvalidValueError) -> str:
    """The key of the document that an error is about."""
    field, dot, column = error.attribute.partition(".")
    for key, name in _FLAT.items():
        if field == name:
            return shown([f"payments.{key}{dot}{column}"])
    return shown([error.attribute]) or '""'


def _words(problem: Exception) -> str:
    return problem.expected if isinstance(problem, PolicyProblem) else str(problem)


def _error(file: str, wrong: Sequence[InvalidValueError]) -> IntakeError:
    file, count = shown([file]), f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
    problems = [MappingProblem(file, None, _key(error), error.value, error.expected) for error in wrong]
    return IntakeError(f"{file}: {count}; put the mapping right:", sorted(problems, key=str))
