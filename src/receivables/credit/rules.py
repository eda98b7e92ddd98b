"""What a policy of credit lists: hold rules, and what each segment is offered."""

from __future__ import annotations

import attrs
from attrs.converters import optional

from receivables.checks import is_a, is_name, is_one_of
from receivables.credit.conditions import Conditions
from receivables.credit.decision import ACTIONS
from receivables.documents import not_negative
from receivables.errors import InvalidValueError
from receivables.money import Money, as_money
from receivables.terms import PaymentTerms


@attrs.frozen
class HoldRule:
    """A rule that warns or holds where its conditions hold; its name is given as the reason.

    >>> HoldRule("old debt", Conditions(min_total=Money("500.00", "EUR"), counted_from=30)).action
    'hold'
    """

    name: str = attrs.field(validator=is_name)
    when: Conditions = attrs.field(validator=is_a(Conditions, "conditions, like Conditions(min_days=30)"))
    action: str = attrs.field(default="hold", validator=is_one_of(*ACTIONS))


@attrs.frozen
class SegmentOffer:
    """The credit that customers of a segment may have: payment terms in notation, and a limit (``None``: no limit).

    It is the limit of customers who have none of their own; a segment that gets no credit has a limit of zero.

    >>> from datetime import date
    >>> offer = SegmentOffer("regular", terms="2/10 net 30", limit=Money("5000.00", "EUR"))
    >>> offer.payment_terms.due_on(date(2026, 3, 1))
    datetime.date(2026, 3, 31)
    """

    segment: str = attrs.field(validator=is_name)
    terms: str = attrs.field(kw_only=True)
    limit: Money | None = attrs.field(
        kw_only=True, default=None, converter=optional(as_money), validator=attrs.validators.optional(not_negative)
    )

    @terms.validator
    def _check_terms(self, _: attrs.Attribute[str], terms: str) -> None:
        try:
            PaymentTerms.parse(terms)
        except InvalidValueError as error:
            raise InvalidValueError("terms", error.expected, terms) from None

    @property
    def payment_terms(self) -> PaymentTerms:
        """The terms that the notation means."""
        return PaymentTerms.parse(self.terms)
