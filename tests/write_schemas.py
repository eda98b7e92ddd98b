"""The schemas that the package carries, one a kind: ``python tests/write_schemas.py`` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path

from receivables.catalogue import STANDARD
from receivables.credit_policy import CreditPolicy

FOLDER = Path(__file__).resolve().parent.parent / "src" / "receivables" / "data" / "schemas"
EVERY_KIND = STANDARD.with_kinds(CreditPolicy)


def generated() -> dict[str, str]:
    """Each file as the classes of the catalogue would have it, by its name."""
    schemas = {kind: EVERY_KIND.schema(kind) for kind in sorted(EVERY_KIND.kinds)}
    return {f"{kind}.schema.json": json.dumps(schema, indent=2) + "\n" for kind, schema in schemas.items()}


def main() -> None:
    """Write what has changed, and remove what no kind stands behind any more."""
    files = generated()
    for old in FOLDER.glob("*.schema.json"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
