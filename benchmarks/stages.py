"""The stages of ``receivables assess`` one by one, in one process: seconds each, as JSON.

``python benchmarks/stages.py BOOK POLICY.toml 2026-06-30``. *read* is the files with all their checks, up to the
accounts in order; *replay* is the positions alone; *assess* is replay, aging, interest and the ladder together;
*tables* is what a report asks of the result; *to_dict* is everything as plain data. The garbage collector is off.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from receivables import CreditPolicy, assess
from receivables.adapters.tabular import read_book

SECONDS: dict[str, float] = {}


def timed(name: str, work: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    result = work()
    SECONDS[name] = time.perf_counter() - start
    return result


def main(book: str, policy_file: str, as_of: date) -> None:
    policy = CreditPolicy.load(policy_file)
    portfolio = timed("read", lambda: read_book(book).portfolio())
    timed("replay", lambda: [account.as_of(as_of, allocation=policy.allocation) for account in portfolio] and None)
    result = timed("assess", lambda: assess(portfolio, policy, as_of=as_of))
    timed("tables", lambda: [(result.totals(code), result.aging.totals(code)) for code in result.currencies])
    timed("to_dict", result.to_dict)


if __name__ == "__main__":
    # Its share depends on what else is in memory, so it would say little about a stage.
    gc.disable()
    main(sys.argv[1], sys.argv[2], date.fromisoformat(sys.argv[3]))
    print(json.dumps(SECONDS))
