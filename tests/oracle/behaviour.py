"""How a customer pays, counted by hand: a loop over evenings and pieces of money, a day at a time.

``figures`` answers from the events alone, through the ledger of this folder, in the words of the library's measures.
Amounts are fractions of the main unit.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from oracle.ledger import ONE_DAY, evenings


def figures(events, as_of, *, window, recent, tolerance=0, known_by=None):
    """Every measure of a behaviour, by name."""
    disputed = set()
    for evening, ledger in evenings(events, as_of, known_by=known_by):
        if evening > as_of - timedelta(days=window):
            disputed |= {number for number, amount, *_ in ledger.disputes if is_in_dispute(ledger, number, amount)}
    pieces = list(pieces_of(ledger))
    since = as_of - timedelta(days=window)
    now = seen_on(pieces, as_of, window)
    trend = [average(seen_on(pieces, end, recent)) for end in (as_of, as_of - timedelta(days=recent))]
    promises = [each for each in promises_of(ledger, as_of, tolerance) if each["last"] > since]
    decided = [each["kept"] for each in promises if each["state"] not in ("open", "superseded")]
    invoices = [item for item in ledger.items if item["kind"] == "invoice"]
    first_day = min((item["issued_on"] for item in invoices), default=as_of)
    open_ = sum((ledger.open(item) for item in ledger.items), Fraction(0))
    overdue = sum((ledger.open(item) for item in ledger.items if item["due_on"] < as_of), Fraction(0))
    return {
        "days_beyond_terms": average(now),
        "on_time_percent": percent(sum(piece["amount"] for piece, late in now if late <= 0), weight(now)),
        "on_time_items_percent": on_time_items(now),
        "trend_days": None if None in trend else trend[0] - trend[1],
        "overdue_percent": percent(overdue, open_) or Fraction(0),
        "broken_promises": sum(each["state"] in ("broken", "partly kept") for each in promises),
        "promises_kept_percent": percent(sum(decided), len(decided)),
        "disputes": len(disputed),
        "payments": len([name for name, on in received(ledger) if on > since]),
        "settled_items": len({name_of(piece["item"]) for piece, _ in now if piece["paid"]}),
        "relation_days": days_between(first_day, as_of),
        "exposure": open_ - sum(ledger.unapplied().values()),
        "overdue": overdue,
        "written_off": sum((item["written_off"] for item in invoices), Fraction(0)),
    }


def is_in_dispute(ledger, number, amount):
    """All of a document, or an amount of what is open of it."""
    return amount is None or any(ledger.open(item) for item in ledger.items if item["document"] == number)


def pieces_of(ledger):
    """Invoices in pieces: what each payment settled, and what no payment did."""
    for item in ledger.items:
        if item["kind"] != "invoice":
            continue
        for source in ledger.sources.values():
            for placement in source["placements"]:
                if placement["item"] is item and source["kind"] == "payment":
                    yield {"item": item, "amount": placement["amount"], "paid": max(source["on"], item["issued_on"])}
        unpaid = ledger.open(item) + item["written_off"]
        if unpaid:
            yield {"item": item, "amount": unpaid, "paid": None}


def seen_on(pieces, evening, days):
    """Pieces with their days late: paid on one of so many days, or late on the evening."""
    seen = []
    for piece in pieces:
        item, paid = piece["item"], piece["paid"]
        expected = max(item["due_on"], item["issued_on"])
        if paid in [evening - back * ONE_DAY for back in range(days)]:
            seen.append((piece, days_between(expected, paid)))
        unpaid = paid is None or paid > evening
        if unpaid and item["issued_on"] <= evening and expected < evening:
            seen.append((piece, days_between(expected, evening)))
    return seen


def days_between(start, end):
    """Counted on the fingers, backwards where the end is first."""
    if end < start:
        return -days_between(end, start)
    days = 0
    while start < end:
        start += ONE_DAY
        days += 1
    return days


def weight(seen):
    return sum((piece["amount"] for piece, _ in seen), Fraction(0))


def average(seen):
    """Every unit of money has its days; their mean."""
    return sum(piece["amount"] * late for piece, late in seen) / weight(seen) if seen else None


def percent(part, of):
    return Fraction(100) * part / of if of else None


def name_of(item):
    return item["document"], item["installment"]


def on_time_items(seen):
    every, late = [], []
    for piece, days in seen:
        every.append(name_of(piece["item"]))
        if days > 0:
            late.append(name_of(piece["item"]))
    return percent(sum(1 for name in set(every) if name not in late), len(set(every)))


def received(ledger):
    """Payments of which something is still here."""
    for name, source in ledger.sources.items():
        if source["kind"] == "payment" and source["gone"] < source["amount"]:
            yield name, source["on"]


def promises_of(ledger, as_of, tolerance):
    """What became of each promise."""
    for place, (invoices, amount, made, promised) in enumerate(ledger.promises):
        last = promised + timedelta(days=tolerance)
        came = Fraction(0)
        for source in ledger.sources.values():
            if source["kind"] == "payment" and made <= source["on"] <= last:
                came += sum(
                    each["amount"]
                    for each in source["placements"]
                    if not invoices or each["item"]["document"] in invoices
                )
                came += Fraction(0) if invoices else ledger.left(source)
        replaced = False
        for others, _, later, _ in ledger.promises[place + 1 :]:
            about_one = not invoices or not others or set(invoices) & set(others)
            replaced = replaced or (later <= last and bool(about_one))
        if as_of <= last:
            state = "superseded" if replaced else "open"
        else:
            state = "kept" if came >= amount else "superseded" if replaced else "partly kept" if came else "broken"
        yield {"last": last, "state": state, "kept": min(Fraction(1), came / amount)}
