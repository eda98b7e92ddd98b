"""Templates of one's own: over ours, tried when they are loaded, and able to do nothing but show facts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters_facts import CREDITOR, facts
from moments import within
from test_letters import by

from receivables.adapters.letters import LETTERS, TONES, Letters
from receivables.adapters.letters.checking import check
from receivables.adapters.letters.drafting import LAYOUT, Draft
from receivables.adapters.letters.sandbox import LONGEST_LETTER, LONGEST_TEMPLATE, compiled, rendered
from receivables.adapters.letters.texts import SHARED, WORDS
from receivables.errors import InvalidValueError, TemplateError

SHAPES = {"customer": "", "count": 1, "lines": [{"document": "", "cells": [""]}], "creditor": {"name": ""}}


def own(folder, **files):
    """A folder with these files; ``__`` in a name is the dot."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def letters(folder, language="en", tone="firm"):
    return Letters(CREDITOR, language=language, tone=tone, folder=folder)


# What a template may not do


@pytest.mark.parametrize(
    "source",
    [
        "{{ customer.__class__ }}",
        "{{ customer.__class__.__mro__[1].__subclasses__() }}",
        "{{ customer['__class__'] }}",
        "{{ customer|attr('__class__') }}",
        "{{ customer.upper() }}",
        "{{ customer.format }}",
        "{{ lines.append }}",
        "{{ lines.append(1) }}",
        "{{ lines[0] }}",
        "{{ '{0.__class__}'.format(customer) }}",
        "{{ '%s' % customer }}",
        "{{ 'a' * 10**8 }}",
        "{{ 'a' * 100000000 }}",
        "{{ 10**10**10 }}",
        "{{ -count }}",
        "{{ 1 + 1 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ [1] }}",
        "{{ {'a': 1} }}",
        "{{ (1, 2) }}",
        "{{ " + "9" * 5000 + " }}",
        "{% for x in range(10**9) %}x{% endfor %}",
        "{% for x in 'abc' %}x{% endfor %}",
        "{% for x in [1, 2] %}x{% endfor %}",
        "{% for x in customer %}x{% endfor %}",
        "{% for x in lines|join %}x{% endfor %}",
        "{% for x in lines if x %}x{% endfor %}",
        "{% for x, y in lines %}x{% endfor %}",
        "{% for x in lines recursive %}{{ loop(x) }}{% endfor %}",
        "{% for a in lines %}{% for b in lines %}{% for c in lines %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for x in lines %}{{ loop.cycle('a', 'b') }}{% endfor %}",
        "{% for x in lines %}{{ loop.__class__ }}{% endfor %}",
        "{% set x = customer %}{{ x }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% include 'text.j2' %}",
        "{% include '/etc/passwd' %}",
        "{% include '../../secret' %}",
        "{% import 'text.j2' as t %}",
        "{% from 'text.j2' import t %}",
        "{% extends 'text.j2' %}",
        "{% block a %}{% endblock %}",
        "{% call f() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% with x = 1 %}{{ x }}{% endwith %}",
        "{% autoescape false %}{{ customer }}{% endautoescape %}",
        "{% raw %}{{ customer }}{% endraw %}{{ nothing }}",
        "{{ customer|safe }}",
        "{{ customer|center(1000000000) }}",
        "{{ customer|replace('', customer) }}",
        "{{ customer|indent(100000000) }}",
        "{{ customer|tojson }}",
        "{{ customer|join(customer) }}",
        "{{ lines" + "|join('" + "x" * 20 + "')" * 6 + " }}",
        "{{ lines|join('" + "x" * 21 + "') }}",
        "{{ lines|join(customer) }}",
        "{{ lines|join(', ', 'document') }}",
        "{{ lines|join(attribute='document') }}",
        "{{ ['a', 'b']|join }}",
        "{{ customer|first(1) }}",
        "{{ customer is defined }}",
        "{{ range }}",
        "{{ lipsum() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self }}",
        "{{ loop.index }}",
        "{{ caller() }}",
        "{{ nothing }}",
        "{{ creditor.nmae }}",
        "{% if count > 5 %}{{ creditor.nmae }}{% endif %}",
        "{% if count > 5 %}{{ nothing }}{% endif %}",
        "{{ customer if count else creditor.nmae }}",
        "{% for x in lines %}{{ x.nothing }}{% endfor %}",
        "{% for x in lines %}{% endfor %}{{ x }}",
        "{{ customer",
        "{% if customer %}",
        "{% unknown %}",
        "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
        "{% if count %}" * 500 + "{% endif %}" * 500,
        "x" * (LONGEST_TEMPLATE + 1),
    ],
    ids=lambda source: source[:60],
)
def test_what_a_template_may_not_do_is_refused_before_it_runs(source):
    with within(5), pytest.raises(InvalidValueError, match=r"'t' must be a (Jinja )?template"):
        compiled("t", source, shapes=SHAPES)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ customer }}", "<Bar>"),
        ("{{ customer|upper|lower }}", "<bar>"),
        ("{% if count == 1 %}one{% elif count > 1 and not customer == 'x' %}many{% else %}none{% endif %}", "many"),
        ("{{ 'one' if count == 1 else 'many' }}", "many"),
        ("{% for line in lines %}{{ line.document }}{% if not loop.last %}, {% endif %}{% endfor %}", "A, B"),
        (
            "{% for line in lines %}{% for cell in line.cells %}{{ loop.index }}{{ cell }}{% endfor %}{% endfor %}",
            "1x2y1z",
        ),
        ("{{ lines|length }}{# a remark #}", "2"),
    ],
)
def test_what_a_template_may_do(source, shown):
    lines = [{"document": "A", "cells": ["x", "y"]}, {"document": "B", "cells": ["z"]}]
    data = {"customer": "<Bar>", "count": 2, "lines": lines}
    assert rendered("t", compiled("t", source, shapes=SHAPES), data) == shown
    page = rendered("t", compiled("t", source, shapes=SHAPES, html=True), data)
    assert page == shown.replace("<", "&lt;").replace(">", "&gt;")


TOKENS = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            " if ",
            " for ",
            " in ",
            " endif ",
            " endfor ",
            " else ",
            "customer",
            "lines",
        ),
        *(
            "x",
            "count",
            ".document",
            ".__class__",
            "|upper",
            "|join",
            "(",
            ")",
            "[0]",
            "'a'",
            "10**9",
            " * ",
            " == ",
            "\n",
        ),
        *(
            "{{ customer }}",
            "{% for x in lines %}",
            "{% endfor %}",
            "{% if count %}",
            "{% endif %}",
            "loop.last",
            "self",
        ),
    ]
)


@settings(max_examples=300)
@given(st.lists(TOKENS, max_size=25).map("".join))
def test_any_template_is_refused_or_shows_facts(source):
    """Whatever it says, it raises nothing but an error of ours, and shows no more than the facts."""
    data = {"customer": "Bar", "count": 2, "lines": [{"document": "A", "cells": ["x"]}] * 3, "creditor": {"name": "N"}}
    try:
        found = rendered("t", compiled("t", source, shapes=SHAPES), data)
    except InvalidValueError:
        return
    assert len(found) <= (len(source) + 1) * 9 * len(str(data))


def test_facts_are_not_templates():
    """What stands in a fact is never run."""
    template = compiled("t", "{{ customer }}", shapes=SHAPES)
    assert rendered("t", template, {"customer": "{{ 7 * 7 }}{% raw %}"}) == "{{ 7 * 7 }}{% raw %}"


def test_a_letter_has_a_length():
    template = compiled(
        "t", "{% for a in lines %}{% for b in lines %}" + "x" * 99 + "{% endfor %}{% endfor %}", shapes=SHAPES
    )
    with pytest.raises(InvalidValueError, match=f"'t' must be a letter of at most {LONGEST_LETTER} characters"):
        rendered("t", template, {"lines": [""] * 1000})


@pytest.mark.parametrize("letter", ["final demand", "discount reminder"])
def test_the_longest_letter_is_not_too_long(letter):
    """A thousand lines with the longest names are a letter."""
    given = facts(letter, 1)
    if "lines" in given:
        name = {"document": "<" * 60} if "document" in given["lines"][0] else {}
        given["lines"] = [given["lines"][0] | name] * 1000
    found = by(letters(None), CREDITOR).write(letter, given)
    assert len(found.html) < LONGEST_LETTER


def test_the_shapes_of_the_layouts_are_true(monkeypatch):
    """What a layout may ask for is what it gets."""
    seen = {}
    monkeypatch.setattr(Draft, "_laid_out", lambda _, kind, layout: str(seen.update({kind: layout})))
    letters(None).write("final demand", facts("final demand", 1))
    assert shape(seen["html"] | {"table": seen["html"]["table"] | {"lines": [""]}}) == shape(dict(LAYOUT))


def shape(value):
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return [shape(value[0])] if isinstance(value, list) else type(value).__name__


def test_checking_alone_refuses():
    from jinja2 import Environment

    with pytest.raises(InvalidValueError, match="line 2 has something else"):
        check("t", Environment().parse("\n{{ f() }}"), {"f": ""})


def test_threads_do_not_meet():
    """One set of letters for all of them."""
    shared, kinds = letters(None), [(letter, count) for letter in LETTERS for count in (1, 3)]
    expected = [shared.write(letter, facts(letter, count)) for letter, count in kinds]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda kind: shared.write(kind[0], facts(*kind)), kinds * 4))
    assert found == expected * 4


# A folder of one's own


def test_a_text_of_ones_own_stands_over_ours(tmp_path):
    own(tmp_path, en__toml='["final demand".firm]\nsubject = "Now really: {{ document }}"\n')
    found = letters(tmp_path)
    assert found.write("final demand", facts("final demand", 1)).subject == "Now really: F-1"
    assert found.write("final demand", facts("final demand", 3)).subject == "Now really: F-1"
    assert found.write("reminder", facts("reminder", 1)) == letters(None).write("reminder", facts("reminder", 1))
    assert letters(tmp_path, tone="formal").write("final demand", facts("final demand", 1)).subject.startswith("Formal")


def test_a_text_for_all_numbers_may_be_split(tmp_path):
    own(tmp_path, en__toml='[reminder.firm]\nclosing_one = "One."\nclosing_many = "Many."\n')
    found = letters(tmp_path)
    assert "\nOne.\n" in found.write("reminder", facts("reminder", 1)).text
    assert "\nMany.\n" in found.write("reminder", facts("reminder", 2)).text


def test_words_and_locale_of_ones_own(tmp_path):
    own(tmp_path, en__toml='locale = "en_US"\n[words]\ntotal = "Grand total"\n')
    text = letters(tmp_path).write("reminder", facts("reminder", 1)).text
    assert "Grand total" in text
    assert "April 2, 2026" in text
    assert "Late" not in text


def test_a_layout_of_ones_own_takes_the_place_of_ours(tmp_path):
    own(tmp_path, html__j2="<h1>{{ subject }}</h1>{% for line in table.rows %}<hr>{% endfor %}{{ customer }}\n")
    found = letters(tmp_path).write("reminder", facts("reminder", 2))
    assert found.html == "<h1>Payment reminder: 2 open invoices</h1><hr><hr>Bar Pepe &amp; Hijos\n"
    assert found.text == letters(None).write("reminder", facts("reminder", 2)).text


CATALAN = """
locale = "ca_ES"
[words]
{words}
[shared.firm]
greeting = "Senyors,"
crossed = "Si ja han pagat, no en facin cas."
sign_off = "Atentament,"
{letters}
"""


def catalan(letters=LETTERS, words=WORDS):
    lines = "\n".join(f'{word} = "{word}"' for word in words)
    part = (
        'subject = "Carta"\nopening = "Benvolguts senyors: {{ count }}."\nclosing = "Gràcies."\nsms = "{{ total }}"\n'
    )
    texts = "\n".join(f'["{letter}".firm]\n{part}' for letter in letters)
    return CATALAN.replace("{words}", lines).replace("{letters}", texts)


def test_a_language_of_ones_own(tmp_path):
    own(tmp_path, ca__toml=catalan())
    text = letters(tmp_path, "ca").write("reminder", facts("reminder", 1)).text
    assert "2 d\N{RIGHT SINGLE QUOTATION MARK}abril" in text
    assert "Benvolguts senyors: 1." in text
    with pytest.raises(TemplateError):
        letters(tmp_path, "ca", "friendly")


def test_a_language_of_ones_own_may_need_another_alphabet(tmp_path):
    """Its messages are of 70 signs."""
    own(tmp_path, ca__toml=catalan().replace('sms = "', 'sms = "Просим оплатить '))
    found = letters(tmp_path, "ca").write("reminder", facts("reminder", 1)).sms
    assert "Просим оплатить" in found
    assert "EUR" in found
    assert len(found) <= 70


def test_a_country_of_ones_own(tmp_path):
    """A file for a country comes before that of its language."""
    own(tmp_path, ca_ES__toml=catalan(), ca__toml="")
    assert letters(tmp_path, "ca_ES").write("reminder", facts("reminder", 1)).subject == "Carta"


@pytest.mark.parametrize("letter", LETTERS)
def test_everything_missing_is_told_at_once(tmp_path, letter):
    """At load, with file and place of each."""
    own(tmp_path, ca__toml=catalan([each for each in LETTERS if each != letter], WORDS[1:]))
    with pytest.raises(TemplateError) as caught:
        letters(tmp_path, "ca")
    places = {problem.attribute for problem in caught.value.exceptions}
    parts = {f"ca.toml: {letter}.firm.{part}" for part in ("subject", "opening", "closing", "sms")}
    assert places == parts | {f"ca.toml: words.{WORDS[0]}"}
    assert str(caught.value).startswith("the letters in 'ca' cannot be used: 5 problems\n  'ca.toml: ")


def test_nothing_at_all_is_many_problems(tmp_path):
    own(tmp_path, ca__toml="")
    with pytest.raises(TemplateError) as caught:
        letters(tmp_path, "ca")
    assert len(caught.value.exceptions) == len(WORDS) + len(SHARED) + 4 * len(LETTERS) + 1


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ('[reminder.firm]\nsubject = "{{ documnt }}"', "reminder.firm.subject", "perhaps 'document'"),
        ('[reminder.firm]\nsubject = "{{ lines.x }}"', "reminder.firm.subject", "facts that there are"),
        ('[reminder.firm]\nsubject = ""', "reminder.firm.subject", "a text"),
        ("[reminder.firm]\nsubject = 5", "reminder.firm.subject", "a text"),
        ('[reminder.firm]\nsubjekt = "x"', "reminder.firm.subjekt", "perhaps 'subject'"),
        ('[reminder.firm]\nsubject_one = "x"', "reminder.firm.subject_many", "a text"),
        ('[reminder.firm]\nsubject = "x"\nsubject_one = "y"', "reminder.firm.subject", "either subject or"),
        ('["thank you".firm]\nsubject = "{{ pay_by }}"', "thank you.firm.subject", "facts that there are"),
        ("[reminder.frim]", "reminder.frim", "perhaps 'firm'"),
        ("[remindr.firm]", "remindr", "perhaps 'reminder'"),
        ('[words]\ntotl = "x"', "words.totl", "perhaps 'total'"),
        ('[shared.firm]\ngreting = "x"', "shared.firm.greting", "perhaps 'greeting'"),
        ('[shared.firm]\ngreeting = "{{ pay_by }}"', "shared.firm.greeting", "facts that there are"),
        ('locale = "xx_XX"', None, "a locale that Babel knows"),
        ("first = 1", "first", "a text"),
        ("words = 1", "words.account", "a text"),
    ],
)
def test_a_mistake_is_told_when_the_letters_are_loaded(tmp_path, text, place, expected):
    own(tmp_path, en__toml=text)
    with pytest.raises(TemplateError) as caught:
        letters(tmp_path)
    problems = {problem.attribute: str(problem) for problem in caught.value.exceptions}
    where = "locale" if place is None else f"en.toml: {place}"
    assert expected in problems[where]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"en__toml": "= x"}, "'en.toml' must be TOML that can be parsed"),
        ({"en__toml": "a" * 4001}, "'en.toml' must be a file with lines of at most 4000 characters"),
        ({"en__toml": "a = '" + "x\n" * 140_000}, "'en.toml' must be a file of at most 262144 characters"),
        ({"en__toml": "a = " + "[" * 3900}, "'en.toml' must be TOML that can be parsed"),
        ({"htm__j2": "x"}, "'folder' must be a folder whose .j2 files are layouts, perhaps 'html.j2'"),
        ({"letter__j2": "x"}, "'folder' must be a folder whose .j2 files are layouts"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, files, expected):
    own(tmp_path, **files)
    with pytest.raises(InvalidValueError) as caught:
        letters(tmp_path)
    assert str(caught.value).startswith(expected)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "en.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidValueError, match=r"'en\.toml' must be a file of text in UTF-8"):
        letters(tmp_path)


def test_a_layout_that_cannot_be_used_is_told_when_it_is_loaded(tmp_path):
    own(tmp_path, html__j2="{% if crossed %}{{ greting }}{% endif %}", text__j2="{{ table.rows.append(1) }}")
    with pytest.raises(TemplateError) as caught:
        letters(tmp_path)
    problems = {problem.attribute: str(problem) for problem in caught.value.exceptions}
    assert "perhaps 'greeting'" in problems["html.j2"]
    assert "line 1 has something else (got 'call')" in problems["text.j2"]


@pytest.mark.parametrize("folder", ["nowhere", "", 5, b"\xff", "a\x00b"])
def test_a_folder_that_is_none_is_refused(tmp_path, folder):
    with pytest.raises(InvalidValueError, match="'folder' must be a folder with templates"):
        letters(tmp_path / folder if folder == "nowhere" else folder if folder else tmp_path / "x")


@pytest.mark.parametrize(
    ("language", "tone", "expected"),
    [
        ("pl", "firm", "'language' must be a language that there are letters in: de, en, es, fr, it, pt (got 'pl')"),
        ("end", "firm", "'language' must be a language that there are letters in, perhaps 'en' (got 'end')"),
        ("../en", "firm", "'language' must be a language that there are letters in"),
        ("en/../../x", "firm", "'language' must be a language that there are letters in"),
        ("", "firm", "'language' must be a language that there are letters in"),
        (None, "firm", "'language' must be a language that there are letters in"),
        ("en", "furm", "'tone' must be a tone that there is, perhaps 'firm' (got 'furm')"),
        ("en", "Firm!", "'tone' must be a tone that there is"),
        ("en", None, "'tone' must be a tone that there is: friendly, firm, formal (got None)"),
        ("en", "shared", "'tone' must be a tone that there is"),
    ],
)
def test_a_language_or_tone_that_there_is_not_names_the_nearest(language, tone, expected):
    with pytest.raises(InvalidValueError) as caught:
        letters(None, language, tone)
    assert str(caught.value).startswith(expected)


def test_tones_are_three():
    assert TONES == ("friendly", "firm", "formal")
