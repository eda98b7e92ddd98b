"""What a discount is on where an invoice has tax, and which tax it takes back."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import attrs
from attrs.converters import optional
from moneyed import Currency

from receivables.checks import are, choice, one_of, several
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.money import Exact, Money, as_money
from receivables.rounding import Rounding
from receivables.terms.lines import as_percent


@attrs.frozen
class TaxedLine:
    """A line of an invoice: ``net`` amount, tax rate in ``percent``, and taxes that are a ``fixed`` sum.

    >>> TaxedLine(Money("200.00", "EUR"), "21").percent
    Fraction(21, 1)
    """

    net: Money = attrs.field(converter=as_money)
    percent: Fraction = attrs.field(default=Fraction(0), converter=as_percent)
    fixed: Money | None = attrs.field(kw_only=True, default=None, converter=optional(as_money))

    @percent.validator
    def _check_percent(self, attribute: attrs.Attribute[object], percent: Fraction) -> None:
        if percent < 0:
            raise InvalidValueError(attribute.name, "at least 0", percent)


class TaxShare(NamedTuple):
    """What there is at one tax rate: so much net, so much tax.

    >>> TaxBreakdown.of([TaxedLine(Money("200.00", "EUR"), "21")]).shares
    (TaxShare(percent=Fraction(21, 1), net=Money('200.00', 'EUR'), tax=Money('42.00', 'EUR')),)
    """

    percent: Fraction
    net: Money
    tax: Money


def _as_shares(shares: Iterable[TaxShare]) -> tuple[TaxShare, ...]:
    return tuple(several("shares", _SHARES, shares))


_SHARES = "one or more shares, a tax rate each"


@attrs.frozen
class TaxBreakdown:
    """An invoice by tax rate: its ``shares`` in the order of its lines, and the taxes that are a ``fixed`` sum.

    Raises :class:`~receivables.errors.InvalidValueError` for an invoice of nothing.

    >>> eggs, wine = TaxedLine(Money("100.00", "EUR"), "10"), TaxedLine(Money("300.00", "EUR"), "21")
    >>> invoice = TaxBreakdown.of([eggs, wine])
    >>> print(invoice.net, "+", invoice.tax, "=", invoice.gross)
    400.00 EUR + 73.00 EUR = 473.00 EUR
    >>> for share in invoice.split(Money("9.46", "EUR")):
    ...     print(f"{share.net} and {share.tax} of tax at {share.percent} %")
    2.00 EUR and 0.20 EUR of tax at 10 %
    6.00 EUR and 1.26 EUR of tax at 21 %
    """

    shares: tuple[TaxShare, ...] = attrs.field(converter=_as_shares, validator=are(TaxShare, _SHARES, at_least=1))
    fixed: Money = attrs.field(converter=as_money)

    @classmethod
    def of(cls, lines: Iterable[TaxedLine], *, less: Exact = 0) -> TaxBreakdown:
        """The breakdown of the lines of an invoice; the tax is rounded half up for each rate.

        ``less`` is for tax law that lets the tax be on the net amount less a discount of so many percent from the
        start, whether it is taken or not (Belgium).

        Raises :class:`~receivables.errors.InvalidValueError` for lines that cannot be.

        >>> TaxBreakdown.of([TaxedLine(Money("100.00", "EUR"), "21")], less="2").tax
        Money('20.58', 'EUR')
        """
        found = tuple(several("lines", _LINES, lines))
        if not found or not all(isinstance(line, TaxedLine) for line in found):
            raise InvalidValueError("lines", _LINES, found)
        currency, taxed = found[0].net.currency, 1 - as_percent(less) / 100
        if not 0 <= taxed <= 1:
            raise InvalidValueError("less", "from 0 to 100 percent", less)
        nets: dict[Fraction, Money] = {}
        for line in found:
            nets[line.percent] = nets.get(line.percent, Money.zero(currency)) + line.net
        shares = [
            TaxShare(rate, net, Money.rounded(net.exact * taxed * rate / 100, currency)) for rate, net in nets.items()
        ]
        return cls(shares, Money.total((line.fixed for line in found if line.fixed is not None), currency=currency))

    @property
    def currency(self) -> Currency:
        """The currency of the invoice."""
        return self.fixed.currency

    @property
    def net(self) -> Money:
        """The sum before tax."""
        return Money.total((share.net for share in self.shares), currency=self.currency)

    @property
    def tax(self) -> Money:
        """The tax, fixed taxes included."""
        return Money.total((share.tax for share in self.shares), currency=self.currency) + self.fixed

    @property
    def gross(self) -> Money:
        """What the invoice comes to."""
        return self.net + self.tax

    def reducible(self, base: str = "gross") -> Money:
        """What a discount is a percentage of: ``"gross"``, but never fixed taxes, or ``"net"``.

        >>> fixed = Money("0.05", "EUR")
        >>> print(TaxBreakdown.of([TaxedLine(Money("50.00", "EUR"), "15", fixed=fixed)]).reducible())
        57.50 EUR
        """
        return self.net if one_of("base", base, ("gross", "net")) == "net" else self.gross - self.fixed

    def split(self, discount: Money, *, base: str = "gross") -> tuple[TaxShare, ...]:
        """A discount by tax rate, so that the parts sum to it exactly (largest remainder).

        On ``"gross"`` net and tax fall together, and the tax is what is to be taken back; on ``"net"`` the tax stays.

        Raises :class:`~receivables.errors.InvalidValueError` where net or tax at a rate run against the others, and
        where there is nothing to split by.

        >>> invoice = TaxBreakdown.of([TaxedLine(Money("200.00", "EUR"), "18")])
        >>> invoice.split(Money("50.00", "EUR"))
        (TaxShare(percent=Fraction(18, 1), net=Money('42.37', 'EUR'), tax=Money('7.63', 'EUR')),)
        """
        whole = Money.of(discount)
        require_same(self.currency, whole.currency)
        with_tax = one_of("base", base, ("gross", "net")) == "gross"
        parts = [part.minor for share in self.shares for part in (share.net, share.tax if with_tax else self._nothing)]
        if not whole:
            shares = [whole] * len(parts)
        elif min(parts) < 0 < max(parts):
            raise InvalidValueError("shares", "net and tax of one sign at each rate, to split a discount", self.shares)
        else:
            shares = list(whole.allocate([abs(part) for part in parts]))
        rates = [share.percent for share in self.shares]
        return tuple(TaxShare(*row) for row in zip(rates, shares[::2], shares[1::2], strict=True))

    @property
    def _nothing(self) -> Money:
        return self.fixed.with_minor(0)


_LINES = "one or more lines, like TaxedLine(Money('200.00', 'EUR'), '21')"


def discount_on(
    total: Money,
    percent: Exact,
    *,
    base: Money | None = None,
    rounded: str = "discount",
    step: Exact | None = None,
    step_rounding: Rounding | str = Rounding.HALF_UP,
) -> Money:
    """The discount of so many ``percent`` of ``base`` (the total, unless given) on an invoice of ``total``.

    ``rounded`` says which figure is rounded half up, ``"discount"`` or ``"payable"``; the other is the difference.
    Where the payable is paid in coins, ``step`` is the smallest, in main units, to which ``step_rounding`` then rounds
    it. A credit note, a total below 0, is the mirror of an invoice.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.

    >>> total = Money("1725.05", "EUR")
    >>> print(discount_on(total, "10"), "or", discount_on(total, "10", rounded="payable"))
    172.51 EUR or 172.50 EUR
    >>> print(discount_on(Money("13.35", "CHF"), "2", step="0.05", step_rounding="up"))
    0.25 CHF
    """
    whole = Money.of(total)
    of, rate = whole if base is None else Money.of(base), as_percent(percent)
    require_same(whole.currency, of.currency)
    if not 0 <= rate <= 100:
        raise InvalidValueError("percent", "from 0 to 100", percent)
    off = of.exact * rate / 100
    if one_of("rounded", rounded, ("discount", "payable")) == "payable":
        payable = Money.rounded(whole.exact - off, whole.currency)
    else:
        payable = whole - Money.rounded(off, whole.currency)
    mode = choice("step_rounding", Rounding, step_rounding)
    if step is not None:
        payable = Money.rounded(payable.exact, whole.currency, mode, step=step)
    return whole - payable
