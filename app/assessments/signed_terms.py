"""What only the signed contract says: who runs the site, its number, sum and days. What nobody entered is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.errors import InvalidInput
from app.normal.numbers import written_yuan
from app.sites.entry import Entry
from app.sites.typed import typed_day
from app.units import plain
from app.wording import Wording

LONGEST = 200
MOST_YUAN = Decimal("999999999.99")
_YUAN = Wording("元", "yuan")
LABELS: Mapping[str, Wording] = {
    "operator": Wording("运营单位", "Operator"),
    "number": Wording("合同编号", "Number of the contract"),
    "amount_yuan": Wording("合同金额（元）", "Sum of the contract, yuan"),
    "signed_on": Wording("签订日期", "Signed on"),
    "started_on": Wording("正式运营日期", "Operation began on"),
    "contact": Wording("运营单位联系方式", "Contact of the operator"),
    "account": Wording("收款账户", "Account for payments"),
}
"""The fields, in the order in which a form has them."""
_DAYS = ("signed_on", "started_on")
_TEXTS = ("operator", "number", "contact", "account")


@dataclass(frozen=True, slots=True)
class SignedTerms:
    """The fields by `LABELS`; None is unknown."""

    operator: str | None = None
    number: str | None = None
    amount_yuan: Decimal | None = None
    signed_on: date | None = None
    started_on: date | None = None
    contact: str | None = None
    account: str | None = None

    def as_document(self) -> dict[str, str]:
        """The form that is kept: what is known, as text."""
        return {code: said for code in LABELS if (said := self.text(code))}

    def text(self, code: str) -> str:
        """A field as it is typed and shown; empty while unknown."""
        value = asdict(self)[code]
        if value is None:
            return ""
        return plain(value) if isinstance(value, Decimal) else str(value)


def kept_terms(document: Mapping[str, str]) -> SignedTerms:
    """What was kept, read back."""
    known: dict[str, Any] = dict(document)
    if "amount_yuan" in known:
        known["amount_yuan"] = Decimal(known["amount_yuan"])
    return SignedTerms(**known | {name: date.fromisoformat(known[name]) for name in _DAYS if name in known})


def read_terms(given: Mapping[str, str], today: date) -> SignedTerms:
    """What was typed; what is empty is unknown. Raises InvalidInput with every fault."""
    entry = Entry()
    entry.unknown_keys(given, LABELS, "")
    said = {name: text.strip() for name, text in given.items() if text.strip()}
    known: dict[str, Any] = {name: entry.text(said[name], name, longest=LONGEST) for name in _TEXTS if name in said}
    if "amount_yuan" in said:
        known["amount_yuan"] = money(entry, said["amount_yuan"], "amount_yuan")
    for name in _DAYS:
        if name in said:
            known[name] = entry.day(typed_day(said[name]), name, latest=today if name == "signed_on" else None)
    signed, started = known.get("signed_on"), known.get("started_on")
    if signed is not None and started is not None and started < signed:
        entry.fault("started_on", "too_early", "不能早于签订日期", "must not lie before the day of signing")
    if entry.faults:
        raise InvalidInput(entry.faults)
    return SignedTerms(**known)


def money(entry: Entry, text: str, path: str) -> Decimal | None:
    """A sum above nothing, to the fen; thousands commas, ¥, 元 and 万元 are let pass."""
    number = entry.number(text if (yuan := written_yuan(text)) is None else yuan, path, unit=_YUAN)
    if number is None:
        return None
    if not 0 < number <= MOST_YUAN:
        entry.fault(path, "out_of_range", "须大于 0，不超过十亿元", "must be above 0 and below a thousand million")
        return None
    if number != number.quantize(Decimal("0.01")):
        entry.fault(path, "too_fine", "最多精确到分", "to the fen at most")
        return None
    return number
