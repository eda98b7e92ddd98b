"""``python -m receivables``: the command without its script."""

from __future__ import annotations

import sys

from receivables.adapters.cli import main

if __name__ == "__main__":
    sys.exit(main())
