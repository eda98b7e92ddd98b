"""The arguments of the command, each refused in one clear sentence."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn

import attrs

from receivables.adapters.cli.law import InterestRequest, RegimesRequest
from receivables.adapters.cli.law_args import add_law, interest_request
from receivables.adapters.cli.policy_args import PolicyRequest, add_policy, policy_request
from receivables.adapters.cli.usage import UsageError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

ABOUT = "What is owed, how old it is, what it costs, what to do next, and why."
EXAMPLE = "Example: receivables assess book.csv --policy credit-policy.toml --as-of 2026-06-30 --html report.html"
WORK_EXAMPLE = "Example: receivables worklist book.csv --policy credit-policy.toml --as-of 2026-06-30 --csv today.csv"
POLICY_HINT = """\
A policy that ages in steps of 30 days, charges 8 % a year and sends two reminders:

  kind = "credit-policy"
  version = 1
  name = "House policy"

  [interest]
  kind = "late-interest"
  version = 1
  rate = "8"

  [ladder]
  kind = "ladder"
  version = 1
  steps = [
      { name = "reminder", days = 5, channel = "email" },
      { name = "final demand", days = 30, channel = "letter" },
  ]

Save it as credit-policy.toml and add: --policy credit-policy.toml"""


@attrs.frozen(kw_only=True)
class Request:
    """What the command is asked to do: which book, under which policy, on which day, and where the answer goes."""

    command: str
    book: Path
    policy: Path
    as_of: date
    known_by: date | None
    mapping: Path | None
    by: str | None = None
    html: Path | None = None
    csv: Path | None = None
    json: Path | None


class _Parser(argparse.ArgumentParser):
    """A parser that raises instead of leaving."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Each command tells itself what it does not know, with its own help."""
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return known, unknown

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"Try: {self.prog} --help")


class _Once(argparse.Action):
    """An option that is given once, or not at all: the second would silently replace the first."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        before = getattr(namespace, self.dest, None)
        if before is not None:
            raise argparse.ArgumentError(self, f"it can be given only once (got {before} and {values})")
        setattr(namespace, self.dest, values)


def request(argv: Sequence[str] | None) -> Request | InterestRequest | RegimesRequest | PolicyRequest:
    """The request in ``argv`` (the arguments of the process, if ``None``).

    Raises :class:`UsageError`; ``--help`` and ``--version`` print and raise ``SystemExit``, as argparse does.

    >>> request(["assess", "book.csv", "--policy", "p.toml", "--as-of", "2026-06-30"]).as_of
    datetime.date(2026, 6, 30)
    """
    given = vars(_parser().parse_args(argv))
    command = given.pop("command")
    if command is None:
        raise UsageError(
            "there is nothing to do yet: name a command, assess, worklist, policy, interest or regimes", EXAMPLE
        )
    if command == "regimes":
        return RegimesRequest(**given)
    if command == "policy":
        return policy_request(given)
    return interest_request(given) if command == "interest" else _assessment(command, given)


def _assessment(command: str, given: dict[str, Any]) -> Request:
    if given["policy"] is None:
        raise UsageError("--policy is missing: name the file with your credit policy", POLICY_HINT)
    if given["as_of"] is None:
        raise UsageError("--as-of is missing: name the day to assess, like --as-of 2026-06-30")
    return Request(command=command, **given)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="receivables", description=ABOUT, epilog=EXAMPLE, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"receivables {_version()}")
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=_Parser)
    about = "assess a book of invoices under a credit policy on a day"
    assess = commands.add_parser("assess", help=about, description=about, epilog=EXAMPLE, allow_abbrev=False)
    _add_inputs(assess)
    _add_outputs(assess)
    about = "list whom to contact on a day, about how much, the most urgent first"
    work = commands.add_parser("worklist", help=about, description=about, epilog=WORK_EXAMPLE, allow_abbrev=False)
    _add_inputs(work)
    table = "write every row of the worklist as a table, for a spreadsheet"
    work.add_argument("--csv", action=_Once, metavar="FILE", type=Path, help=table)
    data = "write the worklist and its notices as data"
    work.add_argument("--json", action=_Once, metavar="FILE", type=Path, help=data)
    add_policy(commands, once=_Once, day=_day)
    add_law(commands, once=_Once, day=_day)
    return parser


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    book = "invoices as .csv, events as .jsonl, or a folder with events.jsonl or invoices.csv (and payments.csv)"
    parser.add_argument("book", metavar="BOOK", type=Path, help=book)
    policy = "the credit policy, or a credit book: TOML or JSON"
    parser.add_argument("--policy", action=_Once, metavar="FILE", type=Path, help=policy)
    day = "the day to assess, like 2026-06-30; what happened later changes nothing"
    parser.add_argument("--as-of", action=_Once, metavar="DATE", type=_day, help=day)
    known = "leave out what was recorded after this day: the report as it was printed then"
    parser.add_argument("--known-by", action=_Once, metavar="DATE", type=_day, help=known)
    mapping = "names the columns, the date format and the decimal mark of a CSV from elsewhere"
    parser.add_argument("--mapping", action=_Once, metavar="FILE", type=Path, help=mapping)


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    by = "group the aging by a column of the book, or by customer"
    parser.add_argument("--by", action=_Once, metavar="COLUMN", type=_column, help=by)
    page = "write the report as one page that needs no network"
    parser.add_argument("--html", action=_Once, metavar="FILE", type=Path, help=page)
    parser.add_argument("--json", action=_Once, metavar="FILE", type=Path, help="write the whole assessment as data")


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"a day like 2026-06-30 is needed (got {text!r})")


def _column(text: str) -> str:
    if text.strip():
        return text
    raise argparse.ArgumentTypeError("the name of a column is needed (got nothing)")


def _version() -> str:
    try:
        return version("receivables")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "(not installed)"
