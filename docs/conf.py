"""How the pages are built: offline, and with every warning an error (``sphinx-build -W -n``)."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "receivables"
author = "The receivables authors"
copyright = author
release = importlib.metadata.version("receivables")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.intersphinx",
    "regime_pages",
    "contact_law_list",
    "schedule_picture",
    "plan_picture",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]
myst_heading_anchors = 3  # so that a page may point to a section of another one, here as on a code host
html_theme = "furo"
html_title = f"receivables {release}"

nitpicky = True
nitpick_ignore = [
    ("py:class", "Exact"),  # under attrs.converters.optional it stays a name
    ("py:class", "Currency"),  # in a named tuple it stays a name
    ("py:class", "attrs.Attribute"),
    ("py:class", "moneyed.Money"),
    *(
        ("py:class", f"receivables.checks.questions.{name}") for name in ("_Kind", "_Choice", "_Result", "_Line")
    ),  # type variables
    ("py:class", "receivables.checks.made_later._Member"),  # another
    ("py:class", "moneyed.classes.Currency"),
    ("py:class", "moneyed.classes.Money"),
    ("py:class", "narwhals._native.IntoFrameT"),
    ("py:class", "receivables.escalation.rungs.Rung"),  # a working of the ladder
]
# Python's own names, from a small inventory kept here: a build needs no network.
intersphinx_mapping = {"python": ("https://docs.python.org/3", "_inv/python.inv")}

autodoc_default_options = {"members": True, "undoc-members": True, "member-order": "bysource"}
autodoc_preserve_defaults = True
autodoc_typehints = "signature"
maximum_signature_line_length = 100

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True


def see_the_names_of_the_room(app, what, name, obj, options, lines):
    """Let the examples of a room use the names of its modules, as they do when pytest runs them."""
    if what == "module":
        modules = sorted(module for module in sys.modules if module == name or module.startswith(f"{name}."))
        lines += ["", ".. testsetup::", ""]
        lines += [f"   import {module}; globals().update(vars({module}))" for module in modules]


def show_defaults(app, what, name, obj, options, signature, returns):
    """Put the default of a field where attrs has only a look-up in its generated code; long ones are ``...``."""
    if signature and what == "class" and attrs.has(obj):
        shown = {field.name: repr(field.default) for field in attrs.fields(obj)}
        shown = {field: text if len(text) < 30 and text[0] != "<" else "..." for field, text in shown.items()}
        signature = re.sub(r"attr_dict\['(\w+)'\]\.default", lambda found: shown[found[1]], signature)
        signature = signature.replace("NOTHING", "...")
    return signature, returns


def setup(app):
    app.connect("autodoc-process-signature", show_defaults)
    app.connect("autodoc-process-docstring", see_the_names_of_the_room)
