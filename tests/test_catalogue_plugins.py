"""Kinds that other distributions bring: found when they are asked for, loud when they fail, never in place of ours."""

from __future__ import annotations

import pickle
import subprocess
import sys
from textwrap import dedent

import pytest
from moments import within

from receivables import CreditPolicy
from receivables.catalogue import STANDARD, Catalogue, canonical, dump
from receivables.catalogue.plugins import SWITCH, claimed_kinds
from receivables.errors import PluginError, PolicyDocumentError, ReceivablesError

GOOD = """
    import attrs
    from receivables import NO_LADDER

    @attrs.frozen
    class Patient:
        kind = "{kind}"
        version = 1
        days: int = 14

        def next_action(self, position, *, as_of):
            return NO_LADDER.next_action(position, as_of=as_of)
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a distribution whose one module brings kinds."""
    monkeypatch.delenv(SWITCH, raising=False)

    def installed(name, code, *kinds, version="1.0", value="{module}:Patient"):
        module = name.replace("-", "_")
        folder = tmp_path / f"{name}-site"
        about = folder / f"{module}-{version}.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        lines = [f"{kind} = {value.format(module=module)}" for kind in kinds]
        (about / "entry_points.txt").write_text("\n".join(["[receivables.policies]", *lines, ""]))
        (folder / f"{module}.py").write_text(dedent(code))
        monkeypatch.syspath_prepend(str(folder))
        monkeypatch.delitem(sys.modules, module, raising=False)
        return module

    return installed


def document(kind, **fields):
    return {"kind": kind, "version": 1, **fields}


def refusal(kind, **fields):
    with pytest.raises(PluginError) as caught:
        STANDARD.build(document(kind, **fields))
    assert isinstance(caught.value, ReceivablesError)
    return caught.value


def test_a_kind_is_found_when_a_document_names_it(install):
    """At the top and in the slot of a policy; it is dumped and fingerprinted like ours."""
    module = install("house-patient", GOOD.format(kind="house-patient"), "house-patient")
    STANDARD.loads('kind = "aging"\nversion = 1')
    assert module not in sys.modules
    found = STANDARD.build(document("house-patient", days=5))
    assert found == sys.modules[module].Patient(5)
    text = 'kind = "credit-policy"\nversion = 1\nname = "x"\n[ladder]\nkind = "house-patient"\nversion = 1'
    policy = CreditPolicy.loads(text)
    assert policy.ladder == sys.modules[module].Patient()
    assert STANDARD.build(dump(found)) == found
    assert "house-patient" in canonical(policy)
    assert STANDARD.schema("house-patient")["properties"]["days"] == {"type": "integer", "default": 14}


def test_documents_of_a_plugin_are_read_as_strictly(install):
    """A wrong field is a problem of the document, and a wrong slot or version too; no fault of the plugin."""
    install("strict-patient", GOOD.format(kind="strict-patient"), "strict-patient")
    slot = 'kind = "credit-policy"\nversion = 1\nname = "x"\n[interest]\nkind = "strict-patient"\nversion = 1'
    for ask, problem in (
        (lambda: STANDARD.build(document("strict-patient", days="5")), "days: expected a whole number (got '5')"),
        (lambda: STANDARD.build(document("strict-patient", dasy=5)), "perhaps days"),
        (lambda: STANDARD.build(document("strict-patient") | {"version": 2}), "it is newer than what is installed"),
        (lambda: STANDARD.build(document("strict-patent")), "did you mean 'strict-patient'?"),
        (lambda: CreditPolicy.loads(slot), "interest.kind: expected a kind that can accrue"),
    ):
        with pytest.raises(PolicyDocumentError) as caught:
            ask()
        assert problem in caught.value.report()


FAULTS = {
    "recurses": ("def f(): return f()\nf()", "importing it raised RecursionError"),
    "syntax": ("class Patient(:", "importing it raised SyntaxError"),
    "silent": ("import os, sys\nsys.exit()", "importing it raised SystemExit"),
    "raises": ("1 / 0", "importing it raised ZeroDivisionError: division by zero"),
    "needs": ("import not_there_at_all", "importing it raised ModuleNotFoundError: No module named 'not_there_at_all'"),
    "ends": ("import sys\nsys.exit(3)", "importing it raised SystemExit: 3"),
    "lacks": ("", "importing it raised AttributeError: module 'lacks' has no attribute 'Patient'"),
    "instance": ("Patient = 5", "instance:Patient is no attrs class"),
    "function": ("def Patient(): ...", "function:Patient is no attrs class"),
    "plain": ("class Patient:\n    kind, version = 'plain', 1", "plain:Patient is no attrs class"),
    "other": (dedent(GOOD).format(kind="aging"), "other:Patient is of the kind 'aging'"),
    "versionless": (
        dedent(GOOD).format(kind="versionless").replace("version = 1", 'version = "1"'),
        "versionless:Patient has no version, like 1",
    ),
    "unresolved": (
        "from __future__ import annotations\n" + dedent(GOOD).format(kind="unresolved").replace(": int", ": Days"),
        "looking up its annotations raised InvalidValueError",
    ),
    "fails": (
        dedent(GOOD)
        .format(kind="fails")
        .replace("= 14", "= attrs.field(default=14, converter=lambda given: {}[given])"),
        "making it raised KeyError: 5",
    ),
    "quits": (
        dedent(GOOD).format(kind="quits") + "\n    def __attrs_post_init__(self):\n        raise SystemExit",
        "making it raised SystemExit",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_plugin_that_cannot_be_used_is_named(install, name):
    """With its version and what went wrong; the cause is kept."""
    code, reason = FAULTS[name]
    install(name, code, name, version="2.5")
    with within(1):
        error = refusal(name, days=5)
    assert (error.kind, error.distribution, error.version) == (name, name, "2.5")
    assert reason in error.reason
    assert str(error).startswith(f"the policy kind '{name}' of {name} 2.5 cannot be used: ")
    assert (error.__cause__ is not None) is (" raised " in reason)


@pytest.mark.parametrize("value", ["not a module!!", "{module}", ":Patient", "{module}:", "{module}:Patient Sick"])
def test_an_entry_point_that_names_no_class_is_told(install, value):
    """Before anything is imported."""
    module = install("no-class", GOOD.format(kind="no-class"), "no-class", value=value)
    error = refusal("no-class")
    assert "is no class in a module" in error.reason
    assert module not in sys.modules


@pytest.mark.parametrize("name", ["raises", "fails", "quits"])
def test_the_place_in_the_document_is_told(install, name):
    """At import and when the policy is made."""
    install(name, FAULTS[name][0], name)
    slots = {"ladder": document(name, days=5)}
    with pytest.raises(PluginError) as caught:
        STANDARD.with_kinds(CreditPolicy).build(document("credit-policy", name="x", **slots))
    assert caught.value.path == "ladder"
    assert str(caught.value).endswith("(ladder)")
    assert pickle.loads(pickle.dumps(caught.value)).path == "ladder"


UNREADABLE = {
    "no equals sign": b"[receivables.policies]\nno equals sign\n",
    "no text": b"\xff\xfe[receivables.policies]\nx = y:Z\n",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_entry_points_that_nobody_can_read_are_told(install, tmp_path, monkeypatch, name):
    """With the distribution, where a kind is asked for that nobody brings; other plugins are found all the same."""
    about = tmp_path / "broken_one-1.5.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-one\nVersion: 1.5\n")
    (about / "entry_points.txt").write_bytes(UNREADABLE[name])
    monkeypatch.syspath_prepend(str(tmp_path))
    install("beside", GOOD.format(kind="beside"), "beside")
    assert STANDARD.build(document("beside")).days == 14
    assert "beside" in claimed_kinds()
    error = refusal("nobody-brings-this")
    assert (error.distribution, error.version) == ("broken-one", "1.5")
    assert "its entry points, which may name this kind, cannot be read" in error.reason
    assert STANDARD.build(document("aging")).edges == (30, 60, 90)


def test_entry_points_of_others_that_nobody_can_read_are_passed_over(install, tmp_path, monkeypatch):
    """A distribution that has nothing to do with policies does not stand in the way."""
    about = tmp_path / "other_one-1.5.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other-one\nVersion: 1.5\n")
    (about / "entry_points.txt").write_text("[console_scripts]\nno equals sign\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(PolicyDocumentError, match="1 problem") as caught:
        STANDARD.build(document("agign"))
    assert "did you mean 'aging'?" in caught.value.report()


def test_a_distribution_without_a_name_is_told(install, tmp_path):
    """Its metadata are gone."""
    install("nameless", "", "nameless")
    (tmp_path / "nameless-site" / "nameless-1.0.dist-info" / "METADATA").unlink()
    error = refusal("nameless")
    assert error.distribution == "a distribution without a name"


def test_an_interruption_passes(install):
    """It is the user who ends the program then."""
    install("interrupted", "raise KeyboardInterrupt", "interrupted")
    with pytest.raises(KeyboardInterrupt):
        STANDARD.build(document("interrupted"))


def test_two_distributions_may_not_claim_one_kind(install):
    """Which of them is meant, nobody can say; neither is imported."""
    for name in ("claim-b", "claim-a"):
        install(name, GOOD.format(kind="claimed-twice"), "claimed-twice")
    error = refusal("claimed-twice")
    assert error.distribution == "claim-a and claim-b"
    assert "2 entry points claim this kind: uninstall all but one" in str(error)
    assert {"claim_a", "claim_b"} & sys.modules.keys() == set()


def test_our_kinds_cannot_be_shadowed(install):
    """Nor those that the program added itself: what claims them is not even imported."""
    module = install("impostor", GOOD.format(kind="aging"), "aging", "house-rule")
    mine = STANDARD.with_kinds(type("House", (), {"kind": "house-rule", "version": 1}))
    assert type(mine.build(document("aging"))).__module__ == "receivables.aging.scheme"
    assert mine.find("house-rule").__name__ == "House"
    assert module not in sys.modules


@pytest.mark.parametrize("value", ["1", "yes"])
def test_plugins_can_be_switched_off(install, monkeypatch, value):
    """By the environment; then their kinds are unknown."""
    install("switched-off", GOOD.format(kind="switched-off"), "switched-off")
    monkeypatch.setenv(SWITCH, value)
    assert "switched-off" not in claimed_kinds()
    with pytest.raises(PolicyDocumentError, match="1 problem"):
        STANDARD.build(document("switched-off"))
    monkeypatch.setenv(SWITCH, "0")
    assert STANDARD.build(document("switched-off")).days == 14


def test_a_catalogue_of_ones_own_looks_for_none(install):
    """Unless it is asked to; the one of the library does, and so do those made of it."""
    install("asked-for", GOOD.format(kind="asked-for"), "asked-for")
    with pytest.raises(PolicyDocumentError):
        Catalogue.of().build(document("asked-for"))
    assert Catalogue.of(plugins=True).build(document("asked-for")).days == 14
    assert STANDARD.plugins
    assert STANDARD.with_kinds().plugins


def test_nothing_is_looked_for_before_it_is_needed():
    """Reading a document of ours does not even load the module that knows what is installed."""
    script = "import sys; from receivables import CreditPolicy; "
    script += 'CreditPolicy.loads(\'kind = "credit-policy"\\nversion = 1\\nname = "x"\'); print(*sys.modules)'
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert "importlib.metadata" not in loaded.split()
