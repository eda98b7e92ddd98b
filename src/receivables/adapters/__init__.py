"""Where the library meets files, terminals and other packages; the core never imports from here."""

from __future__ import annotations
