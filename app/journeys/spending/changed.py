"""What a change of a row of spending changed: what stood there, and what stands there since."""

from __future__ import annotations

from collections.abc import Mapping

from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.store.changes import ChangeRecord
from app.wording import Wording, same

_TOLD: Mapping[str, Wording] = {
    "amount_yuan": Wording("金额（元）", "amount (yuan)"),
    "voucher": Wording("凭证号", "voucher"),
    "paid_on": Wording("凭证日期", "day of the voucher"),
    "target": Wording("任务", "target"),
    "site": Wording("站点", "site"),
    "purpose": Wording("用途", "purpose"),
}
"""What of a row can be corrected, by its key in the record."""
_NONE = Wording("无", "none")


def spending_changed(house: House, change: ChangeRecord) -> Wording:
    """Each thing that a correction changed, before → after; empty where it changed nothing of the row itself."""
    before = load_json(change.before.encode()) if change.before else {}
    after = load_json(change.after.encode()) if change.after else {}
    said = [
        (label, _value(house, after, key, before.get(key)), _value(house, after, key, after.get(key)))
        for key, label in _TOLD.items()
        if before and before.get(key) != after.get(key)
    ]
    return Wording(
        "；".join(f"{label.zh} {was.zh} → {became.zh}" for label, was, became in said),
        "; ".join(f"{label.en} {was.en} → {became.en}" for label, was, became in said),
    )


def _value(house: House, row: Mapping[str, object], key: str, value: object) -> Wording:
    if value is None:
        return _NONE
    if key == "target" and (programme := house.programmes.get(str(row.get("programme")))):
        titles = {target.id: target.title for target in programme.targets}
        return titles.get(str(value), same(str(value)))
    return same(str(value))
