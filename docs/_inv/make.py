"""Write the inventory that links the docs to Python's own without the network: python docs/_inv/make.py."""

import zlib
from pathlib import Path

PAGES = {
    "collections.abc": "Callable Collection Hashable Iterable Iterator Mapping Sequence",
    "datetime": "date datetime timedelta",
    "decimal": "Decimal",
    "exceptions": "ArithmeticError Exception ExceptionGroup LookupError TypeError ValueError",
    "fractions": "Fraction",
    "functions": "bool int object type",
    "os": "PathLike",
    "pathlib": "Path",
    "stdtypes": "bytes dict frozenset list str tuple",
    "tomllib": "TOMLDecodeError",
    "typing": "Any Final Literal NamedTuple Protocol Self TextIO TypeVar",
}


def rows():
    for page, names in PAGES.items():
        builtin = page in ("exceptions", "functions", "stdtypes")
        if not builtin:
            yield f"{page} py:module 0 library/{page}.html -\n"
        for name in names.split():
            role, full = "exception" if page == "exceptions" else "class", name if builtin else f"{page}.{name}"
            # Each name also without its module: an annotation that stays text when the docs are built has no other.
            yield from (f"{known} py:{role} 1 library/{page}.html#{full} -\n" for known in sorted({name, full}))


HEAD = "# Sphinx inventory version 2\n# Project: Python\n# Version: 3\n# The rest is compressed with zlib.\n"
Path(__file__).with_name("python.inv").write_bytes(HEAD.encode() + zlib.compress("".join(rows()).encode()))
