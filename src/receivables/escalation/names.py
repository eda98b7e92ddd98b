"""The names that a ladder uses and others give: templates of letters, segments of customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from receivables.checks import name, of_kind, several
from receivables.errors import PolicyDocumentError, PolicyProblem
from receivables.escalation.ladder import Ladder


def check_names(
    ladder: Ladder, *, templates: Iterable[str] | None = None, segments: Iterable[str] | None = None
) -> None:
    """Refuse a ladder whose steps name a template or a segment that there is not.

    A ladder cannot know the letters and the segments that it is used with, so whoever brings them together asks:
    ``templates`` are the names of the letters (``receivables.adapters.letters.LETTERS``, or your own), ``segments``
    those that customers can be in (:attr:`Segments.names <receivables.segments.Segments.names>`). What is not given is
    not checked.

    Raises :class:`~receivables.errors.PolicyDocumentError` with every such name, its path and the nearest one.

    >>> from receivables import Step
    >>> ladder = Ladder([Step("reminder", days=5, channel="email", template="reminders")])
    >>> try:
    ...     check_names(ladder, templates=["reminder", "final demand"])
    ... except PolicyDocumentError as error:
    ...     print(error.exceptions[0])
    steps[0].template: expected one of the templates reminder, final demand; perhaps reminder (got 'reminders')
    """
    of_kind("ladder", Ladder, "a Ladder", ladder)
    problems = [
        *(_unknown(_templates(ladder), _known("templates", templates), "templates")),
        *(_unknown(_segments(ladder), _known("segments", segments), "segments")),
    ]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise PolicyDocumentError(f"the ladder names what there is not: {count}", problems)


def _known(attribute: str, names: Iterable[str] | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    return tuple(name(attribute, each) for each in several(attribute, "a list of names", names))


def _templates(ladder: Ladder) -> Iterator[tuple[str, str]]:
    for place, step in enumerate(ladder.steps):
        if step.template:
            yield f"steps[{place}].template", step.template


def _segments(ladder: Ladder) -> Iterator[tuple[str, str]]:
    for place, step in enumerate(ladder.steps):
        for number, segment in enumerate(step.when.segments):
            yield f"steps[{place}].when.segments[{number}]", segment


def _unknown(used: Iterable[tuple[str, str]], known: tuple[str, ...] | None, what: str) -> Iterator[PolicyProblem]:
    """Each use of a name that is not known."""
    for path, found in used:
        if known is not None and found not in known:
            nearest = get_close_matches(found, known, n=1, cutoff=0.5)
            perhaps = f"; perhaps {nearest[0]}" if nearest else ""
            yield PolicyProblem(path, f"one of the {what} {', '.join(known) or '(none)'}{perhaps}", found)
