"""What is generated from the kinds of policy: ``python tests/write_schemas.py`` writes it.

That is the schemas that the package carries, one a kind, and the canonical texts of documents under
tests/goldens/documents that have none yet; those that are there stay as they are.
"""

from __future__ import annotations

import json
from pathlib import Path

from receivables.catalogue import STANDARD, canonical
from receivables.credit_book import CreditBook
from receivables.credit_policy import CreditPolicy

FOLDER = Path(__file__).resolve().parent.parent / "src" / "receivables" / "data" / "schemas"
DOCUMENTS = Path(__file__).resolve().parent / "goldens" / "documents"
EVERY_KIND = STANDARD.with_kinds(CreditPolicy, CreditBook)


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
    for path in DOCUMENTS.glob("*/*"):
        said = path.with_suffix(".canonical.json")
        if not path.name.endswith(".canonical.json") and not said.exists():
            policy = EVERY_KIND.loads(path.read_text("utf-8"), format=path.suffix[1:])
            said.write_text(canonical(policy) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
