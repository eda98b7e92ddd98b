"""The arguments of ``receivables policy``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from receivables.adapters.cli.policies import CheckRequest, DiffRequest, ExplainRequest
from receivables.adapters.cli.usage import UsageError
from receivables.policy_check.setting import DEBTORS
from receivables.policy_page import LANGUAGES

PolicyRequest = CheckRequest | ExplainRequest | DiffRequest

CHECK_EXAMPLE = "Example: receivables policy check credit-policy.toml --strict --jurisdiction ES --debtor business"


def add_policy(commands: Any, *, once: type[argparse.Action], day: Callable[[str], date]) -> None:
    """Add the three commands to the parser."""
    about = "check, explain or compare credit policies"
    policy = commands.add_parser("policy", help=about, description=about, allow_abbrev=False)
    actions = policy.add_subparsers(dest="action", metavar="action")
    _add_check(actions, once, day)
    about = "print a policy as a page of plain sentences that customers can be given"
    explain = actions.add_parser("explain", help=about, description=about, allow_abbrev=False)
    explain.add_argument("file", metavar="FILE", type=Path, help="the policy, TOML or (.json) JSON")
    in_force = "the day of the page, for a credit book: what is in force then"
    explain.add_argument("--as-of", action=once, metavar="DATE", type=day, help=in_force)
    explain.add_argument("--language", action=once, choices=LANGUAGES, help="the language of the page; en if left out")
    about = "say in words what changed from one policy to another; ends with 1 if anything did, as diff does"
    diff = actions.add_parser("diff", help=about, description=about, allow_abbrev=False)
    diff.add_argument("before", metavar="BEFORE", type=Path, help="the policy as it was")
    diff.add_argument("after", metavar="AFTER", type=Path, help="the policy as it is now")


def _add_check(actions: Any, once: type[argparse.Action], day: Callable[[str], date]) -> None:
    about = "find everything that is wrong with policy documents, and what a careful person would ask, by line"
    check = actions.add_parser("check", help=about, description=about, epilog=CHECK_EXAMPLE, allow_abbrev=False)
    check.add_argument("files", metavar="FILE", type=Path, nargs="+", help="a policy of any kind, TOML or (.json) JSON")
    when = "the day on which the policies are used: rates and laws that were not read until then are told"
    check.add_argument("--as-of", action=once, metavar="DATE", type=day, help=when)
    place = "the country whose law is asked, like ES; else that of the statutory regime in the policy"
    check.add_argument("--jurisdiction", action=once, metavar="CODE", help=place)
    check.add_argument("--debtor", action=once, choices=DEBTORS, help="who owes; else whom the regime is about")
    letters = "a language in which the letters must be there, like es; may be given several times"
    check.add_argument("--language", action="append", default=[], metavar="NAME", dest="languages", help=letters)
    check.add_argument("--strict", action="store_true", help="end with 1 for warnings, too")
    check.add_argument("--json", action="store_true", help="print the findings as data")


def policy_request(given: dict[str, Any]) -> PolicyRequest:
    """The request in parsed arguments.

    Raises :class:`UsageError` where nothing is asked.
    """
    action = given.pop("action")
    if action is None:
        raise UsageError("policy what? Name an action: check, explain or diff", CHECK_EXAMPLE)
    if action == "check":
        return CheckRequest(files=tuple(given.pop("files")), languages=tuple(given.pop("languages")), **given)
    if action == "explain":
        return ExplainRequest(file=given["file"], language=given["language"] or "en", as_of=given["as_of"])
    return DiffRequest(**given)
