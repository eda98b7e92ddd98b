"""The page for customers: it never fails, says each step and number of the policy, and the same in each language."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from string import Template

import pytest
from hypothesis import given
from policy_documents import CURRENT, accepted

import receivables
from receivables import CreditPolicy, InvalidValueError, Ladder, LateInterest, Step
from receivables.catalogue import STANDARD
from receivables.contact_guard import ContactGuard, QuietSeason
from receivables.credit import Credit
from receivables.credit_book import CreditBook
from receivables.credit_policy import starter_ids
from receivables.discounts import EarlyDiscounts
from receivables.escalation import Fee
from receivables.interest import FixedRate, TableRate, Tiers
from receivables.plans import AgreedPlans
from receivables.policy_page import LANGUAGES, policy_page
from receivables.policy_page.words import Words

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(receivables.__file__).parent / "data" / "policy_pages"
SLOTS = {"aging", "interest", "ladder", "allocation", "plans", "discounts"}
OF_A_SLOT = [data for data in CURRENT if data["kind"] not in ("credit-policy", "credit")]


def slot_of(policy):
    """The slot of a credit policy that a policy fits."""
    verbs = {"age": "aging", "accrue": "interest", "next_action": "ladder", "apply": "allocation"}
    verbs |= {"reschedule": "plans", "settle": "discounts"}
    return next((slot for verb, slot in verbs.items() if hasattr(policy, verb)), None)


def bundled(policy):
    """A policy of whatever kind as a part of a credit policy, where it can be one."""
    if isinstance(policy, CreditBook):
        return policy.policy
    if isinstance(policy, CreditPolicy | Credit):
        return policy
    if isinstance(policy, ContactGuard):
        policy = (
            Ladder([Step("reminder", days=5, channel=policy.channels[0])], guard=policy) if policy.channels else None
        )
    slot = slot_of(policy)
    return CreditPolicy(name="Bundle", **({slot: policy} if slot else {}))


@pytest.mark.parametrize("language", LANGUAGES)
@given(accepted())
def test_every_policy_has_a_page(language, policy):
    """Whatever the kind of its parts; and no sentence has a hole, a blank too many or a word of the code in it."""
    page = policy_page(bundled(policy), language=language)
    assert not re.search(r"\$|None|Fraction|Decimal|\(\)|  | [.,;:]|,,|\.\.", page.replace("...", "")), page
    assert page.endswith("\n")
    for line in page.splitlines():
        assert not line or line[-1] in ".:" or line.startswith("#"), line


@pytest.mark.parametrize("language", LANGUAGES)
@given(accepted([data for data in CURRENT if data["kind"] in ("ladder", "credit-policy")]))
def test_the_page_names_every_step_and_number(language, policy):
    """Each step by its name on its day, with what it costs and the days that it leaves."""
    words, page = Words(language), policy_page(bundled(policy), language=language)
    ladder = policy if isinstance(policy, Ladder) else policy.ladder
    lines = [line for line in page.splitlines() if line.startswith("- ")]
    for place, (step, line) in enumerate(zip(getattr(ladder, "steps", ()), lines, strict=False)):
        assert step.name in line
        days = ladder.rungs[place].days
        if days and not (place and ladder.mode == "staged"):
            assert words.count(abs(days)) in line
        numbers = [step.deadline_days, step.when.min_total, step.when.min_percent, step.when.min_item]
        fee = step.fee or Fee()
        numbers += [fee.minimum, fee.maximum, *((fee.brackets and []) or [fee.fixed, fee.percent])]
        numbers += [part for row in fee.brackets for part in row]
        assert all(words.number(number) in line for number in numbers if number)


def leaves(table, path=""):
    """Every sentence of a language, with its path and what stands in it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def test_the_languages_say_the_same():
    """Each sentence is there in each, with the same facts in it."""
    files = {file.stem: dict(leaves(tomllib.loads(file.read_text("utf-8")))) for file in FOLDER.glob("*.toml")}
    assert sorted(files) == sorted(LANGUAGES)
    english, spanish = files["en"], files["es"]
    assert english.keys() == spanish.keys()
    for key, sentence in english.items():
        if isinstance(sentence, str):
            assert set(Template(sentence).get_identifiers()) == set(Template(spanish[key]).get_identifiers()), key
        else:
            assert len(sentence) == len(spanish[key])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("starter", starter_ids())
def test_the_pages_of_the_starters(starter, language):
    """As they were looked at."""
    expected = ROOT / "tests" / "snapshots" / "policy_pages" / f"{starter}.{language}.md"
    page = policy_page(CreditPolicy.starter(starter), language=language)
    assert page == expected.read_text("utf-8")


def part(policy, heading, language="en"):
    """The text under a heading."""
    page = policy_page(policy, language=language)
    return re.search(rf"^## {re.escape(heading)}\n\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)[1].strip()


INTEREST = [
    (
        LateInterest("8"),
        "If you pay late, we charge interest of 8% a year on what is open, from the day after the due day",
    ),
    (LateInterest(FixedRate("1.5"), accrual="once"), "we charge on what is open, once: 1.5%."),
    (
        LateInterest(TableRate("BOE-BASE", margin="8.25")),
        "the Bank Rate of the Bank of England plus 8.25 percentage points a year.",
    ),
    (
        LateInterest(TableRate("ECB-MRO", multiplier="2")),
        "open, from the day after the due day until you pay: 2 times the rate ECB-MRO.",
    ),
    (LateInterest(Tiers([(1, "2"), (31, "3")], by="days")), "from day 1 on 2% a year; from day 31 on 3% a year."),
    (LateInterest("8", grace_days=1), "For 1 day after the due day nothing is charged."),
    (
        LateInterest("8", minimum=5, maximum="7.5", fee=3, penalty="2", ceiling="9"),
        "The rate is never above 9% a year.",
    ),
]


@pytest.mark.parametrize(("interest", "said"), INTEREST)
def test_interest_is_said_as_it_is(interest, said):
    """A fixed rate, one by table, tiers, grace, bounds."""
    assert said in part(CreditPolicy(name="n", interest=interest), "Paying late")


def test_days_of_grace_are_counted_in_spanish():
    """One day or several, in one sentence."""
    for days, said in [(1, "Si paga hasta 1 día después"), (5, "Si paga hasta 5 días después")]:
        policy = CreditPolicy(name="n", interest=LateInterest("8", grace_days=days, grace="cliff"))
        assert said in part(policy, "Si paga con retraso", "es")


def test_other_slots_are_said_as_they_are():
    """Small things that only some policies have."""
    discounts = EarlyDiscounts(grace_days=2, accept_late=True, late_days=1, partial="pro rata", closing="lost")
    text = part(CreditPolicy(name="n", discounts=discounts), "Paying early, and small differences")
    assert "until 2 days after" in text
    assert "up to 1 day later" in text
    plans = AgreedPlans(missed=2, accelerates=True, reinstates=True)
    assert "ends when 2 payments of it are missed. Then all" in part(
        CreditPolicy(name="n", plans=plans), "If you need more time"
    )
    guard = ContactGuard([QuietSeason("08-01", "08-31", channels=["phone", "visit"])], laws=["CO-LEY-2300"])
    ladder = Ladder([Step("aviso", days=5, channel="letter")], guard=guard)
    text = part(CreditPolicy(name="n", ladder=ladder), "Cuándo nos ponemos en contacto con usted", "es")
    assert "No le contactamos por teléfono o en persona del 1 de agosto al 31 de agosto." in text
    assert "Cumplimos esta norma" in text


def test_a_policy_of_somebody_else_is_named():
    """By its kind, for nobody here knows what it does."""

    class Own:
        kind, version = "murabaha", 1

        def accrue(self, item, *, as_of, since=None):
            raise AssertionError

    text = part(CreditPolicy(name="n", interest=Own()), "Paying late")
    assert text == "Interest follows a rule of our own: murabaha."


@pytest.mark.parametrize("wrong", [STANDARD, None, "policy", Ladder([Step("a", days=1, channel="email")])])
def test_what_is_no_policy_is_refused(wrong):
    """So is a language that there is not."""
    with pytest.raises(InvalidValueError, match="policy"):
        policy_page(wrong)
    with pytest.raises(InvalidValueError, match="language"):
        policy_page(CreditPolicy(name="n"), language="xx")
