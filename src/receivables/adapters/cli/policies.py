"""What ``receivables policy`` prints: the check of a document, its page for customers, and what changed between two.

The check ends with 0 where nothing is wrong, with 1 where something is: an error, or with ``--strict`` a warning. What
cannot be read at all ends with 2. The comparison ends as ``diff`` does: 0 for equal policies, 1 for others, 2 for
trouble.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import Any, TextIO

import attrs

from receivables.adapters.cli.terminal import Screen
from receivables.adapters.cli.usage import UsageError
from receivables.adapters.tables import count, printable
from receivables.catalogue import LARGEST_DOCUMENT, STANDARD
from receivables.credit import Credit
from receivables.credit_book import CreditBook
from receivables.credit_policy import CreditPolicy, load_document
from receivables.policy_check import PolicyFinding, check_document
from receivables.policy_diff import policy_diff
from receivables.policy_page import policy_page

FOUND, UNREADABLE = 1, 2
INDENT = "    "
_NOT_TEXT = PolicyFinding(
    rule="cannot-be-parsed", severity="error", path="document", line=1, message="it is not text in UTF-8"
)


def _text(path: Path) -> str:
    """The text of a file; one sign more than a document may have is read, so that it is refused for its size."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(LARGEST_DOCUMENT + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None


def _format(path: Path) -> str:
    return "json" if path.suffix == ".json" else "toml"


def _loaded(path: Path) -> Any:
    """The policy in a file, of whatever kind."""
    return load_document(path, STANDARD.with_kinds(CreditPolicy, CreditBook).loads)


@attrs.frozen(kw_only=True)
class CheckRequest:
    """Check policy documents: each finding with its file and line, and how many there are."""

    files: tuple[Path, ...]
    as_of: date | None = None
    jurisdiction: str | None = None
    debtor: str | None = None
    languages: tuple[str, ...] = ()
    strict: bool = False
    json: bool = False

    def run(self, out: TextIO, err: TextIO) -> int:
        """Print what was found; the exit status."""
        found, trouble = dict[Path, tuple[PolicyFinding, ...]](), list[UsageError]()
        for path in dict.fromkeys(self.files):
            try:
                found[path] = self._findings(path)
            except UsageError as error:
                trouble.append(error)
        out.writelines(
            f"{line}\n" for line in (self._data(found) if self.json else _report(found, Screen.of(out).width))
        )
        err.writelines(f"receivables: {printable(str(error))}\n" for error in trouble)
        counted = [finding for each in found.values() for finding in each if self.strict or finding.severity == "error"]
        return UNREADABLE if trouble else FOUND if counted else 0

    def _findings(self, path: Path) -> tuple[PolicyFinding, ...]:
        try:
            text = _text(path)
        except UnicodeDecodeError:
            return (_NOT_TEXT,)
        return check_document(
            text,
            format=_format(path),
            as_of=self.as_of,
            jurisdiction=self.jurisdiction,
            debtor=self.debtor,
            languages=self.languages,
        )

    def _data(self, found: dict[Path, tuple[PolicyFinding, ...]]) -> list[str]:
        """The findings as one JSON document."""
        files = [{"file": str(path), "findings": [each.to_dict() for each in given]} for path, given in found.items()]
        return [json.dumps({"files": files, **_counts(found)}, ensure_ascii=False, indent=2)]


def _counts(found: dict[Path, tuple[PolicyFinding, ...]]) -> dict[str, int]:
    severities = [finding.severity for each in found.values() for finding in each]
    return {"errors": severities.count("error"), "warnings": severities.count("warning")}


def _report(found: dict[Path, tuple[PolicyFinding, ...]], width: int) -> Iterator[str]:
    """A head for each finding, which editors know how to follow, and what it says below; then how many there are."""
    for path, findings in found.items():
        for each in findings:
            yield printable(f"{path}:{each.line}: {each.severity}: {each.path} [{each.rule}]")
            source = f"source: {each.source}" if each.source else ""
            for text in filter(None, (each.message, each.suggestion and f"-> {each.suggestion}", source)):
                yield from _wrapped(text, width, INDENT)
    told = [
        count(number, what.removesuffix("s")) if number else f"no {what}" for what, number in _counts(found).items()
    ]
    yield f"{count(len(found), 'file')} checked: {', '.join(told)}."


def _wrapped(text: str, width: int, indent: str, more: str | None = None) -> Iterator[str]:
    """A text in lines, of which no word is cut: a path or an address must stay whole."""
    following = indent if more is None else more
    options = {"break_long_words": False, "break_on_hyphens": False}
    yield from wrap(printable(text), width, initial_indent=indent, subsequent_indent=following, **options)  # type: ignore[arg-type]


@attrs.frozen(kw_only=True)
class ExplainRequest:
    """Print the page of a policy that customers can be given."""

    file: Path
    language: str = "en"
    as_of: date | None = None

    def run(self, out: TextIO, _err: TextIO) -> int:
        """Print it, in lines that fit."""
        policy = self._policy()
        width = Screen.of(out).width
        for line in policy_page(policy, language=self.language).splitlines():
            lines = (
                [line]
                if not line or line.startswith("#")
                else _wrapped(line, width, "", "  " if line[:2] == "- " else "")
            )
            out.writelines(f"{printable(each)}\n" for each in lines)
        return 0

    def _policy(self) -> CreditPolicy | Credit:
        """What the page is about; of a book, what is in force on the day for customers without amendments."""
        found = _loaded(self.file)
        if isinstance(found, CreditBook) and found.amendments and self.as_of is None:
            raise UsageError(f"{self.file} has amendments: name the day of the page, like --as-of 2026-06-30")
        if isinstance(found, CreditBook):
            return found.policy if self.as_of is None else found.in_force(self.as_of).policy
        if not isinstance(found, CreditPolicy | Credit):
            kind = getattr(found, "kind", "")
            raise UsageError(f'{self.file}: a page is made of a credit policy, kind = "credit-policy" (got {kind!r})')
        return found


@attrs.frozen(kw_only=True)
class DiffRequest:
    """Print what changed from one policy to another."""

    before: Path
    after: Path

    def run(self, out: TextIO, _err: TextIO) -> int:
        """Print each change; 1 where there is one."""
        pair = [_loaded(self.before), _loaded(self.after)]
        if {type(each) for each in pair} == {CreditPolicy, CreditBook}:  # amended since: a policy is a book, too
            pair = [CreditBook.of(each) for each in pair]
        changes = policy_diff(*pair)
        width = Screen.of(out).width
        for change in changes:
            out.writelines(f"{line}\n" for line in _wrapped(str(change), width, "", INDENT))
        return FOUND if changes else 0
