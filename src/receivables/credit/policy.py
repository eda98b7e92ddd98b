"""The policy itself: what counts, what is over, which rules hold an order, and who gets credit on which terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar

import attrs

from receivables.checks import are, is_a, is_one_of, is_whole, of_kind, several
from receivables.credit.conditions import Remedy, Standing
from receivables.credit.currency import one_currency
from receivables.credit.decision import ACTIONS, CreditDecision, Reason
from receivables.credit.exposure import COMPONENTS, ORDERS, UNBILLED, Exposure, Order, as_order, of_ledger
from receivables.credit.file import CreditFile
from receivables.credit.limits import TOTAL, ComponentLimit, LimitCheck, Limits, as_component_limits
from receivables.credit.rules import HoldRule, SegmentOffer
from receivables.credit.states import OverdueStates
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import Position, on_evening

_NOTHING_KNOWN = CreditFile()


def _as_components(names: Iterable[str]) -> tuple[str, ...]:
    found = tuple(several("components", "a list of components", names))
    if not all(each in COMPONENTS for each in found) or len(set(found)) < len(found):
        raise InvalidValueError("components", "some of " + ", ".join(COMPONENTS) + ", each once", found)
    return found


def _as_rules(rules: Iterable[HoldRule]) -> tuple[HoldRule, ...]:
    return tuple(several("rules", "a list of hold rules", rules))


def _as_offers(offers: Iterable[SegmentOffer]) -> tuple[SegmentOffer, ...]:
    return tuple(several("offers", "a list of segment offers", offers))


@attrs.frozen(kw_only=True)
class Credit:
    """How orders on credit are decided.

    - ``components``: what counts as exposure, of ``open_items``, ``in_dispute``, ``unapplied_cash`` (which reduces it),
      ``unbilled`` and ``orders``; by default all
    - ``horizon_days``: orders that ship later than so many days from now are left out; by default none is
    - ``over_limit``: what exposure over a limit calls for, ``"hold"`` or ``"warn"``; over is strictly more
    - ``component_limits``: limits for single components, whether they count in the total or not
    - ``uninsured``: what exposure over the insured amount calls for, or any once the cover has expired
    - ``rules``: hold rules; each whose conditions hold is a reason
    - ``basis``: the rules count days from the ``"due"`` day or from the ``"issue"`` day
    - ``states``: the overdue states that rules may ask for
    - ``offers``: terms and limits by segment

    All its amounts are in one currency, that of the accounts it is asked about.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: the credit checks of SAP (exposure with a horizon, oldest open item, share overdue) and of Dynamics 365
    Finance (blocking rules, credit limits of debtor and group, insurance).

    >>> Credit(horizon_days=30).over_limit
    'hold'
    """

    kind: ClassVar[str] = "credit"
    version: ClassVar[int] = 1

    components: tuple[str, ...] = attrs.field(default=COMPONENTS, converter=_as_components)
    horizon_days: int | None = attrs.field(default=None, validator=attrs.validators.optional(is_whole(low=0)))
    over_limit: str = attrs.field(default="hold", validator=is_one_of(*ACTIONS))
    component_limits: tuple[ComponentLimit, ...] = attrs.field(default=(), converter=as_component_limits)
    uninsured: str = attrs.field(default="warn", validator=is_one_of(*ACTIONS))
    rules: tuple[HoldRule, ...] = attrs.field(default=(), converter=_as_rules, validator=are(HoldRule, "hold rules"))
    basis: str = attrs.field(default="due", validator=is_one_of("due", "issue"))
    states: OverdueStates | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(is_a(OverdueStates, "overdue states")),
        metadata={"verb": "state"},
    )
    offers: tuple[SegmentOffer, ...] = attrs.field(
        default=(), converter=_as_offers, validator=are(SegmentOffer, "segment offers")
    )

    @component_limits.validator
    def _check_limits(self, _: attrs.Attribute[object], limits: tuple[ComponentLimit, ...]) -> None:
        for each in limits:
            if each.component not in COMPONENTS:
                expected = "limits for some of " + ", ".join(COMPONENTS)
                raise InvalidValueError("component_limits", expected, each.component)

    def __attrs_post_init__(self) -> None:
        _each_once("rules", "name", [rule.name for rule in self.rules])
        _each_once("offers", "segment", [offer.segment for offer in self.offers])
        known = [state.name for state in self.states.states] if self.states else None
        for place, rule in enumerate(self.rules):
            unknown = [] if known is None else [state for state in rule.when.states if state not in known]
            if unknown:
                expected = "names of states: " + ", ".join(known or ())
                raise InvalidValueError(f"rules[{place}].when.states", expected, unknown[0])
        one_currency(self.thresholds)

    @property
    def thresholds(self) -> tuple[tuple[str, Money], ...]:
        """The amounts of the policy, each with its place."""
        return tuple(self._thresholds())

    def _thresholds(self) -> Iterator[tuple[str, Money]]:
        for place, limit in enumerate(self.component_limits):
            yield f"component_limits[{place}]", limit.limit
        for place, rule in enumerate(self.rules):
            if rule.when.min_total is not None:
                yield f"rules[{place}].when.min_total", rule.when.min_total
        for path, amount in self.states.thresholds if self.states else ():
            yield f"states.{path}", amount
        for place, offer in enumerate(self.offers):
            if offer.limit is not None:
                yield f"offers[{place}].limit", offer.limit

    def offer(self, segment: str) -> SegmentOffer:
        """The terms and the limit that the policy offers to a segment.

        Raises :class:`~receivables.errors.InvalidValueError` for a segment that the policy does not know.

        >>> Credit(offers=[SegmentOffer("new", terms="due on receipt", limit=Money("0.00", "EUR"))]).offer("new").terms
        'due on receipt'
        """
        found = next((offer for offer in self.offers if offer.segment == segment), None)
        if found is None:
            known = ", ".join(offer.segment for offer in self.offers) or "none"
            raise InvalidValueError("segment", f"a segment that the policy has an offer for: {known}", segment)
        return found

    def exposure(self, position: Position, *, as_of: date, file: CreditFile = _NOTHING_KNOWN) -> Exposure:
        """What is at risk with a customer on a day, before any new order.

        A position of a later day than ``as_of`` is refused.

        Raises :class:`~receivables.errors.CurrencyMismatchError` for amounts in another currency than the account.

        >>> from receivables import Account
        >>> day = date(2026, 3, 31)
        >>> known = CreditFile(unbilled=Money("80.00", "EUR"))
        >>> print(Credit().exposure(Account("C-1", "EUR", []).as_of(day), as_of=day, file=known).total)
        80.00 EUR
        """
        position = on_evening(position, as_of)
        of_kind("file", CreditFile, "a CreditFile", file).require_currency(position.currency)
        horizon = None
        if self.horizon_days is not None:
            horizon = date.fromordinal(min(as_of.toordinal() + self.horizon_days, date.max.toordinal()))
        unbilled = Money.zero(position.currency) if file.unbilled is None else file.unbilled
        components = {**of_ledger(position), UNBILLED: unbilled, ORDERS: file.orders}
        return Exposure.of(components, currency=position.currency, horizon=horizon, included=self.components)

    def decide(
        self,
        position: Position,
        *,
        order: Money | Order | None = None,
        as_of: date,
        file: CreditFile = _NOTHING_KNOWN,
    ) -> CreditDecision:
        """Whether an order may go out on a day; without one, how the account stands.

        ``order`` is what it will come to, with its ship day if it ships later; beyond the horizon it adds nothing.

        Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, and
        :class:`~receivables.errors.CurrencyMismatchError` where the account, its file, the order and the policy are not
        in one currency.

        >>> from receivables import Account
        >>> day = date(2026, 3, 31)
        >>> position, known = Account("C-1", "EUR", []).as_of(day), CreditFile(limit=Money("500.00", "EUR"))
        >>> print(Credit().decide(position, order=Money("500.01", "EUR"), as_of=day, file=known).explain())
        C-1 on 2026-03-31: hold, order 500.01 EUR
          exposure 0.00 EUR, 500.01 EUR with the order; limit 500.00 EUR (given); headroom 500.00 EUR
            open_items: 0.00 EUR
            in_dispute: 0.00 EUR
            unapplied_cash: 0.00 EUR
            unbilled: 0.00 EUR
            orders: 500.01 EUR
          hold, limit: 500.01 EUR is 0.01 EUR over the limit of 500.00 EUR (bring it down by 0.01 EUR)
        """
        exposure = self.exposure(position, as_of=as_of, file=file)
        for _, threshold in self.thresholds:
            require_same(position.currency, threshold.currency)
        asked = _as_asked(order, as_of, exposure.total)
        after = exposure.plus({ORDERS: [asked]})
        offer = None if file.segment is None or not self.offers else self.offer(file.segment)
        limits, limit_from = self._limits(position, file, offer)
        before = self._checks(exposure, limits, file, as_of)
        state = self._state(position, file, as_of)
        standing = Standing(position, as_of=as_of, basis=self.basis, last_failure=file.last_failure, state=state)
        return CreditDecision(
            customer=position.customer,
            rule=f"{self.kind}@{self.version}",
            as_of=as_of,
            order=asked,
            exposure=exposure,
            after=after,
            limit=limits.effective,
            limit_from=limit_from,
            headroom=self._headroom(before),
            insured=None if file.insurance is None else file.insurance.insured(after.total, as_of=as_of),
            state=state,
            terms=None if offer is None else offer.terms,
            reasons=(
                *(self._over(check) for check in self._checks(after, limits, file, as_of) if check.over),
                *self._held(standing),
            ),
        )

    def _limits(self, position: Position, file: CreditFile, offer: SegmentOffer | None) -> tuple[Limits, str]:
        """The limits in force, and in words whose the one on the total is."""
        own, whose = _own_limit(position, file, offer)
        limits = Limits(
            individual=own, group=file.group_limit, unlimited=file.unlimited, components=self.component_limits
        )
        if limits.effective is None:
            return limits, "unlimited" if file.unlimited else "no limit"
        return limits, whose if limits.effective == own else "group"

    def _checks(self, exposure: Exposure, limits: Limits, file: CreditFile, as_of: date) -> list[LimitCheck]:
        """An exposure beside every limit that there is."""
        checks = list(limits.checks(exposure))
        if file.group and limits.group is not None and not limits.unlimited:
            group = Money.total((each.total for each in (exposure, *file.group)), currency=exposure.currency)
            checks.append(LimitCheck(_GROUP, group, limits.group))
        if file.insurance:
            checks.append(LimitCheck(_INSURANCE, exposure.total, file.insurance.cover(as_of)))
        return checks

    def _headroom(self, before: list[LimitCheck]) -> Money | None:
        """The least room under the limits to which an order adds, or by how much one is exceeded already."""
        adds = {ORDERS} | ({TOTAL, _GROUP, _INSURANCE} if ORDERS in self.components else set())
        return min((check.room for check in before if check.what in adds or check.over), default=None)

    def _over(self, check: LimitCheck) -> Reason:
        """The reason that an exposure over a limit is."""
        action = self.uninsured if check.what == _INSURANCE else self.over_limit
        limit = {TOTAL: "limit", _GROUP: "limit of the group", _INSURANCE: "cover of the insurance"}.get(check.what)
        called = limit or f"limit of {check.what}"
        because = f"{check.exposure} is {-check.room} over the {called} of {check.limit}"
        return Reason(called, action, because, Remedy(-check.room, ()))

    def _state(self, position: Position, file: CreditFile, as_of: date) -> str | None:
        """The overdue state: as the caller knows it, else as the policy finds it, if it has states."""
        if file.state is not None or self.states is None:
            return file.state
        return self.states.state(position, as_of=as_of, last_failure=file.last_failure).name

    def _held(self, standing: Standing) -> Iterator[Reason]:
        """The reasons that hold rules are."""
        for rule in self.rules:
            if found := rule.when.check(standing):
                yield Reason(rule.name, rule.action, found.because, found.cure)


_GROUP, _INSURANCE = "the group", "the insurance"


def _each_once(attribute: str, part: str, names: list[str]) -> None:
    for place, each in enumerate(names):
        if each in names[:place]:
            raise InvalidValueError(f"{attribute}[{place}].{part}", f"a {part} that is not taken yet", each)


def _own_limit(position: Position, file: CreditFile, offer: SegmentOffer | None) -> tuple[Money | None, str]:
    """The limit of the customer: that of the file, else the last one set on the account, else that of the segment."""
    if file.limit is not None:
        return file.limit, "given"
    if position.limit is not None:
        return position.limit.limit, f"set on {position.limit.on}"
    return (None, "") if offer is None else (offer.limit, f"segment {offer.segment}")


def _as_asked(order: Money | Order | None, as_of: date, total: Money) -> Order:
    """The order that is asked about, in the currency of the account and of at least 0."""
    if order is None:
        return Order(as_of, total.with_minor(0))
    asked = as_order(order) if isinstance(order, tuple) else Order(as_of, Money.of(order))
    require_same(total.currency, asked.amount.currency)
    if asked.amount.minor < 0:
        raise InvalidValueError("order", "of at least 0", asked.amount)
    return asked
