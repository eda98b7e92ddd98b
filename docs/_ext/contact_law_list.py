"""The contact laws that ship, made from the data."""

from __future__ import annotations

from regime_pages import FromData, cell

from receivables.contact_guard import ContactLaw, contact_law, contact_law_ids


class ContactLawList(FromData):
    """A part for each law: for whom it holds, its rules with their sources, and what they leave out."""

    def lines(self) -> list[str]:
        return [line for id_ in contact_law_ids() for line in part(contact_law(id_))]


def part(law: ContactLaw) -> list[str]:
    """What there is to say about a law."""
    head = [f"**{law.id}**: {law.name}. For {law.applies_to}.", "", "| rule | verified until |", "|---|---|"]
    rows = [f"| [{cell(str(each.rule))}]({each.source}) | {each.verified_until} |" for each in law.articles]
    return [*head, *rows, "", *(f"- {caveat}" for caveat in law.caveats), ""]


def setup(app):
    app.add_directive("contact-law-list", ContactLawList)
    return {"parallel_read_safe": True}
