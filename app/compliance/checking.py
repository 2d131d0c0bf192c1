"""Every typed check decided for one site, with the sentence that explains it.

`columns` decides the same checks for many sites at once; a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, cast

from app.compliance.outcome import Outcome, all_of, any_of, noted
from app.compliance.verdicts import Truth
from app.sites.facts import write_fact
from app.sites.site import FactValue, Site, Span, WeeklyHours
from app.sites.vocabulary import EMPLOYMENTS, EQUIPMENT, STAFF, TRAININGS, WEEKDAYS, Vocabulary
from app.standards import checks as c
from app.units import Period, last_full_months, last_full_years, plain, years_before
from app.wording import Wording, listed, same, sentences

YES_NO = {True: Wording("是", "yes"), False: Wording("否", "no")}
NOT_YET_DUE = Wording("开始运营以来尚无应报的完整周期，尚未到期", "not yet due: no full period has ended since operation began")
HOST_CITY_MARK = "{host_city}"
BEGAN = "operating_since"


@dataclass(frozen=True, slots=True)
class Case:
    """One site on one day, ready to be judged.

    `facts` are the site's own over the programme's parameters; `township_names` every writing of the name of the
    township it lies in, empty when it lies in none; `tier` is that of the day.
    """

    site: Site
    tier: str
    facts: Mapping[str, FactValue]
    township_names: tuple[str, ...]
    as_of: date
    vocabulary: Vocabulary


def decide(check: c.Check, case: Case) -> Outcome:
    """The outcome of any check."""
    return _DECIDERS[type(check)](check, case)


def condition_holds(condition: c.Condition, case: Case) -> tuple[bool, Wording | None]:
    """Whether a yes/no condition holds, and the note to show when its fact was unreported and had to be read."""
    value = case.facts.get(condition.fact)
    if value is None:
        label, reading = case.vocabulary.label(condition.fact), YES_NO[condition.unreported]
        note = Wording(
            f"“{label.zh}”未填报，按“{reading.zh}”评判", f"{label.en} is unreported and was read as {reading.en}"
        )
        return condition.unreported == condition.equals, note
    return value == condition.equals, None


def unreported(code: str, case: Case, required: Wording, **more: Any) -> Outcome:
    """Unknown because `code` was never reported."""
    label = case.vocabulary.label(code)
    statement = Wording(f"{label.zh}尚未填报，{required.zh}", f"{label.en} has not been reported; {required.en}")
    return Outcome("unknown", statement, needs=(code,), **more)


def _measured(value: Decimal, unit: Wording | None) -> Wording:
    number = plain(value)
    if unit is None:
        return same(number)
    joiner = "" if unit.zh == "%" else " "
    return Wording(f"{number}{joiner}{unit.zh}", f"{number}{'' if unit.en == '%' else ' '}{unit.en}")


def _bounded(case: Case, fact: str, bound: Decimal, *, lowest: bool) -> Outcome:
    """A number against a bound, for at_least and at_most."""
    kind = case.vocabulary.facts[fact]
    limit = _measured(bound, kind.unit)
    required = (
        Wording(f"要求不低于 {limit.zh}", f"at least {limit.en} required")
        if lowest
        else Wording(f"要求不超过 {limit.zh}", f"at most {limit.en} allowed")
    )
    sign = f"{'≥' if lowest else '≤'} {plain(bound)}"
    value = case.facts.get(fact)
    if value is None:
        return unreported(fact, case, required, required=sign, unit=kind.unit)
    number = Decimal(cast(Decimal, value))
    gap = bound - number if lowest else number - bound
    found = _measured(number, kind.unit)
    statement = Wording(f"{kind.label.zh} {found.zh}，{required.zh}", f"{kind.label.en} {found.en}; {required.en}")
    if gap <= 0:
        return Outcome("met", statement, found=plain(number), required=sign, unit=kind.unit)
    short = _measured(gap, kind.unit)
    verb = Wording("差", "short by") if lowest else Wording("超出", "over by")
    statement = Wording(f"{statement.zh}，{verb.zh} {short.zh}", f"{statement.en}, {verb.en} {short.en}")
    return Outcome("not_met", statement, found=plain(number), required=sign, unit=kind.unit, shortfall=plain(gap))


def _at_least(check: c.AtLeast, case: Case) -> Outcome:
    if check.value_of is None:
        return _bounded(case, check.fact, cast(Decimal, check.value), lowest=True)
    other = case.vocabulary.label(check.value_of)
    bound = case.facts.get(check.value_of)
    if bound is not None:
        return _bounded(case, check.fact, Decimal(cast(Decimal, bound)), lowest=True)
    required = Wording(f"要求不低于{other.zh}", f"not less than {other.en} required")
    unset = unreported(check.value_of, case, required, required=f"≥ {check.value_of}")
    if case.facts.get(check.fact) is not None:
        return unset
    return all_of([unreported(check.fact, case, required), unset])


def _at_most(check: c.AtMost, case: Case) -> Outcome:
    return _bounded(case, check.fact, check.value, lowest=False)


def _is_true(check: c.IsTrue, case: Case) -> Outcome:
    label, value = case.vocabulary.label(check.fact), case.facts.get(check.fact)
    if value is None:
        return unreported(check.fact, case, Wording("要求为“是”", "yes is required"), required="true")
    shown = YES_NO[bool(value)]
    tail = Wording("", "") if value else Wording("，要求为“是”", "; yes is required")
    statement = Wording(f"{label.zh}：{shown.zh}{tail.zh}", f"{label.en}: {shown.en}{tail.en}")
    return Outcome("met" if value else "not_met", statement, found="true" if value else "false", required="true")


def _one_of(check: c.OneOf, case: Case) -> Outcome:
    kind, value = case.vocabulary.facts[check.fact], case.facts.get(check.fact)
    allowed = listed(kind.items[item] for item in check.items)
    required = Wording(f"要求为{allowed.zh}", f"must be {allowed.en}")
    sign = " | ".join(check.items)
    if value is None:
        return unreported(check.fact, case, required, required=sign)
    shown = kind.items[cast(str, value)]
    met = value in check.items
    tail = Wording("", "") if met else Wording(f"，{required.zh}", f"; {required.en}")
    statement = Wording(f"{kind.label.zh}：{shown.zh}{tail.zh}", f"{kind.label.en}: {shown.en}{tail.en}")
    return Outcome("met" if met else "not_met", statement, found=cast(str, value), required=sign)


def _listing(
    case: Case, code: str, wanted: tuple[str, ...], present: Iterable[str] | None, labels: Mapping[str, Wording], needed: int
) -> Outcome:
    """Items asked for against items present, for sets, equipment and trainings. `needed` of them are enough."""
    everything = needed == len(set(wanted))
    names = listed(labels[w] for w in wanted)
    required = (
        Wording(f"要求有：{names.zh}", f"required: {names.en}")
        if everything
        else Wording(f"要求至少有其中 {needed} 项：{names.zh}", f"at least {needed} required of: {names.en}")
    )
    sign = ", ".join(wanted) if everything else f"≥ {needed}: {', '.join(wanted)}"
    if present is None:
        return unreported(code, case, required, required=sign)
    having = set(present)
    held, lacking = [w for w in wanted if w in having], tuple(w for w in wanted if w not in having)
    label, found = case.vocabulary.label(code), ", ".join(held)
    if len(held) >= needed:
        shown = listed(labels[h] for h in held)
        return Outcome("met", Wording(f"{label.zh}：{shown.zh}", f"{label.en}: {shown.en}"), found=found, required=sign)
    absent = listed(labels[x] for x in lacking)
    count = Wording(f"要求 {needed} 项，已有 {len(held)} 项", f"{needed} required, {len(held)} found")
    statement = Wording(f"{label.zh}缺少：{absent.zh}（{count.zh}）", f"{label.en} lacks: {absent.en} ({count.en})")
    return Outcome(
        "not_met", statement, found=found, required=sign, shortfall=str(needed - len(held)), missing=lacking
    )


def _contains_all(check: c.ContainsAll, case: Case) -> Outcome:
    items = case.vocabulary.facts[check.fact].items
    present = cast("frozenset[str] | None", case.facts.get(check.fact))
    return _listing(case, check.fact, check.items, present, items, len(set(check.items)))


def _contains_at_least(check: c.ContainsAtLeast, case: Case) -> Outcome:
    items = case.vocabulary.facts[check.fact].items
    present = cast("frozenset[str] | None", case.facts.get(check.fact))
    return _listing(case, check.fact, check.items, present, items, check.count)


def _has_equipment(check: c.HasEquipment, case: Case) -> Outcome:
    inventory = case.site.equipment
    present = None if inventory is None else [item for item, count in inventory.items() if count > 0]
    return _listing(case, EQUIPMENT, check.items, present, case.vocabulary.equipment, len(set(check.items)))


def _trained_within(check: c.TrainedWithin, case: Case) -> Outcome:
    since = years_before(case.as_of, check.years)
    held = case.site.trainings
    present = None if held is None else [t.topic for t in held if since <= t.day <= case.as_of]
    outcome = _listing(case, TRAININGS, check.topics, present, case.vocabulary.trainings, len(set(check.topics)))
    return noted(outcome, Wording(f"计 {since} 至 {case.as_of} 之间的培训", f"trainings from {since} to {case.as_of} count"))


def _count_people(check: c.CountPeople, case: Case) -> Outcome:
    role = case.vocabulary.roles[check.role] if check.role else Wording("工作人员", "staff")
    kind = EMPLOYMENTS[check.employment] if check.employment else Wording("", "")
    who = Wording(f"{kind.zh}{role.zh}", f"{kind.en.lower()} {role.en}".strip())
    unit, sign = Wording("人", "persons"), f"≥ {check.at_least}"
    required = Wording(f"要求{who.zh}不少于 {check.at_least} 人", f"at least {check.at_least} {who.en} required")
    if case.site.staff is None:
        return unreported(STAFF, case, required, required=sign, unit=unit)
    found = sum(
        1
        for person in case.site.staff
        if person.in_post(case.as_of)
        and check.role in (None, person.role)
        and check.employment in (None, person.employment)
    )
    statement = Wording(f"在岗{who.zh} {found} 人，{required.zh}", f"{found} {who.en} in post; {required.en}")
    if found >= check.at_least:
        return Outcome("met", statement, found=str(found), required=sign, unit=unit)
    gap = check.at_least - found
    statement = Wording(f"{statement.zh}，差 {gap} 人", f"{statement.en}, short by {gap}")
    return Outcome("not_met", statement, found=str(found), required=sign, unit=unit, shortfall=str(gap))


def text_truth(check: c.TextMatches, text: str | None, host_city: str | None, townships: tuple[str, ...]) -> Truth:
    """Whether a text has the wording asked for. Shared by the single judge and the columns.

    A text that waits for the host city is unknown when it has the right form, not met when it has not.
    """
    if text is None:
        return "unknown"
    if check.ends_with is not None and not text.endswith(check.ends_with):
        return "not_met"
    if check.contains is not None and not any(part in text for part in check.contains):
        return "not_met"
    if check.names_township and not any(name in text for name in townships):
        return "not_met"
    return _equality(check.equals, text, host_city) if check.equals is not None else "met"


def _equality(forms: tuple[str, ...], text: str, host_city: str | None) -> Truth:
    waiting = False
    for form in forms:
        if HOST_CITY_MARK not in form:
            if text == form:
                return "met"
        elif host_city is not None:
            if text == form.replace(HOST_CITY_MARK, host_city):
                return "met"
        else:
            before, _, after = form.partition(HOST_CITY_MARK)
            waiting |= len(text) > len(before) + len(after) and text.startswith(before) and text.endswith(after)
    return "unknown" if waiting else "not_met"


def _text_matches(check: c.TextMatches, case: Case) -> Outcome:
    asks_city = any(HOST_CITY_MARK in form for form in check.equals or ())
    city = case.site.host_city
    forms = [form.replace(HOST_CITY_MARK, city or "××") for form in check.equals or ()]
    asked: list[Wording] = []
    if forms:
        quoted = listed(same(f"“{f}”") for f in forms)
        asked.append(Wording(f"应为{quoted.zh}", f"must read {quoted.en}"))
    if check.ends_with is not None:
        quoted = listed(same(f"“{f}”") for f in check.ends_with)
        asked.append(Wording(f"应以{quoted.zh}结尾", f"must end with {quoted.en}"))
    if check.contains is not None:
        quoted = listed(same(f"“{f}”") for f in check.contains)
        asked.append(Wording(f"应含{quoted.zh}", f"must contain {quoted.en}"))
    if check.names_township:
        names = " / ".join(case.township_names) or "—"
        asked.append(Wording(f"应含乡镇名“{names}”", f"must contain the township's name “{names}”"))
    required, sign = sentences(asked), " + ".join([*forms, *(check.ends_with or ()), *(check.contains or ())])
    text = cast("str | None", case.facts.get(check.fact))
    truth = text_truth(check, text, city, case.township_names)
    if text is None:
        needs = (check.fact, "host_city") if asks_city and city is None else (check.fact,)
        label = case.vocabulary.label(check.fact)
        statement = Wording(f"{label.zh}尚未填报，{required.zh}", f"{label.en} has not been reported; {required.en}")
        return Outcome("unknown", statement, needs=needs, required=sign)
    label = case.vocabulary.label(check.fact)
    statement = Wording(f"{label.zh}为“{text}”", f"{label.en} reads “{text}”")
    if truth == "unknown":
        statement = Wording(f"{statement.zh}，尚未填报所驻城市，无法核对", f"{statement.en}; the host city has not been reported")
        return Outcome("unknown", statement, needs=("host_city",), found=text, required=sign)
    if truth == "not_met":
        statement = Wording(f"{statement.zh}，{required.zh}", f"{statement.en}; {required.en}")
    return Outcome(truth, statement, found=text, required=sign)


def _in_service_for(check: c.InServiceFor, case: Case) -> Outcome:
    label, value = case.vocabulary.label(check.fact), case.facts.get(check.fact)
    latest = years_before(case.as_of, check.years)
    required = Wording(f"要求满 {check.years} 年（不晚于 {latest}）", f"{check.years} years required (not after {latest})")
    sign = f"≤ {latest}"
    if value is None:
        return unreported(check.fact, case, required, required=sign)
    day = cast(date, value)
    statement = Wording(f"{label.zh} {day}，{required.zh}", f"{label.en} {day}; {required.en}")
    if day <= latest:
        return Outcome("met", statement, found=day.isoformat(), required=sign)
    gap = (day - latest).days
    statement = Wording(f"{statement.zh}，差 {gap} 天", f"{statement.en}, short by {gap} days")
    return Outcome(
        "not_met", statement, found=day.isoformat(), required=sign, unit=Wording("天", "days"), shortfall=str(gap)
    )


def periods_of(check: c.EveryPeriod, as_of: date) -> tuple[Period, ...]:
    """The periods the check looks at on a day, oldest first."""
    match check.over:
        case "full_years":
            return last_full_years(as_of, check.count)
        case "full_months":
            return last_full_months(as_of, check.count)
        case "cumulative":
            return (Period("cumulative"),)


def _asked_for(period: Period, began: date | None) -> bool:
    return period.grain == "cumulative" or began is None or period.last_day >= began


def _every_period(check: c.EveryPeriod, case: Case) -> Outcome:
    kind = case.vocabulary.metrics[check.metric]
    limit, sign = _measured(check.at_least, kind.unit), f"≥ {plain(check.at_least)}"
    required = Wording(f"要求不低于 {limit.zh}", f"at least {limit.en} required")
    periods = [p for p in periods_of(check, case.as_of) if _asked_for(p, cast("date | None", case.facts.get(BEGAN)))]
    if not periods:
        statement = Wording(f"{kind.label.zh}：{NOT_YET_DUE.zh}", f"{kind.label.en}: {NOT_YET_DUE.en}")
        return Outcome("unknown", statement, required=sign, unit=kind.unit, notes=(NOT_YET_DUE,))
    values = {p: case.site.metrics.get((check.metric, p)) for p in periods}
    known = {p: v for p, v in values.items() if v is not None}
    below = {p: check.at_least - v for p, v in known.items() if v < check.at_least}
    absent = [p for p, v in values.items() if v is None]
    single = len(periods) == 1
    found = (
        plain(next(iter(known.values()))) if single and known else ", ".join(f"{p.text}: {plain(v)}" for p, v in known.items())
    ) or None
    told = listed(
        Wording(
            f"{_period_name(p).zh} {_measured(v, kind.unit).zh}" + (f"（差 {_measured(below[p], kind.unit).zh}）" if p in below else ""),
            f"{_period_name(p).en} {_measured(v, kind.unit).en}" + (f" (short by {_measured(below[p], kind.unit).en})" if p in below else ""),
        )
        for p, v in known.items()
    )
    unsaid = listed(_period_name(p) for p in absent)
    pieces = [told] if known else []
    if absent:
        pieces.append(Wording(f"{unsaid.zh} 未填报", f"{unsaid.en} not reported"))
    pieces.append(required)
    statement = Wording(
        f"{kind.label.zh}：" + "，".join(p.zh for p in pieces), f"{kind.label.en}: " + "; ".join(p.en for p in pieces)
    )
    if below:
        short = plain(max(below.values()))
        return Outcome(
            "not_met", statement, found=found, required=sign, unit=kind.unit, shortfall=short, missing=tuple(p.text for p in below)
        )
    if absent:
        return Outcome(
            "unknown",
            statement,
            needs=(check.metric,),
            found=found,
            required=sign,
            unit=kind.unit,
            missing=tuple(p.text for p in absent),
        )
    return Outcome("met", statement, found=found, required=sign, unit=kind.unit)


def _period_name(period: Period) -> Wording:
    if period.grain == "cumulative":
        return Wording("累计", "cumulative")
    return Wording(f"{period.text} 年", period.text) if period.grain == "year" else same(period.text)


def covered(spans: Iterable[Span], opens: time, closes: time) -> bool:
    """Whether the spans together cover `opens`–`closes` without a gap; adjoining and overlapping spans join."""
    reached = opens
    for start, end in sorted(spans):
        if start > reached:
            break
        reached = max(reached, end)
    return reached >= closes


def uncovered_days(check: c.HoursCover, week: WeeklyHours) -> tuple[str, ...]:
    """The weekdays on which the hours leave something of the demanded span out."""
    opens = time.fromisoformat(check.opens)
    closes = time.max if check.closes == "24:00" else time.fromisoformat(check.closes)
    return tuple(day for day in check.days if not covered(week.get(day, ()), opens, closes))


def _hours_cover(check: c.HoursCover, case: Case) -> Outcome:
    days = listed(WEEKDAYS[d] for d in check.days)
    required = Wording(
        f"要求 {check.opens}–{check.closes} 开放（{days.zh}）", f"open {check.opens}–{check.closes} required on {days.en}"
    )
    sign = f"{check.opens}–{check.closes} {', '.join(check.days)}"
    value = case.facts.get(check.fact)
    if value is None:
        return unreported(check.fact, case, required, required=sign)
    week = cast(WeeklyHours, value)
    lacking = uncovered_days(check, week)
    label = case.vocabulary.label(check.fact)
    written = write_fact(week)
    found = "; ".join(f"{day} {','.join('–'.join(s) for s in spans)}" for day, spans in written.items())
    if not lacking:
        statement = Wording(f"{label.zh}符合，{required.zh}", f"{label.en} suffice; {required.en}")
        return Outcome("met", statement, found=found, required=sign)
    short = listed(WEEKDAYS[d] for d in lacking)
    statement = Wording(f"{label.zh}不足：{short.zh}，{required.zh}", f"{label.en} fall short on {short.en}; {required.en}")
    return Outcome("not_met", statement, found=found, required=sign, missing=lacking)


def _all_of(check: c.AllOf, case: Case) -> Outcome:
    return all_of([decide(part, case) for part in check.checks])


def _any_of(check: c.AnyOf, case: Case) -> Outcome:
    return any_of([decide(part, case) for part in check.checks])


def _when(check: c.When, case: Case) -> Outcome:
    if check.tiers is not None:
        return decide(check.then if case.tier in check.tiers else check.otherwise, case)
    holds, note = condition_holds(cast(c.Condition, check.condition), case)
    outcome = decide(check.then if holds else check.otherwise, case)
    return noted(outcome, note) if note else outcome


_DECIDERS: Mapping[type[Any], Callable[[Any, Case], Outcome]] = {
    c.AtLeast: _at_least,
    c.AtMost: _at_most,
    c.IsTrue: _is_true,
    c.OneOf: _one_of,
    c.ContainsAll: _contains_all,
    c.ContainsAtLeast: _contains_at_least,
    c.HasEquipment: _has_equipment,
    c.TrainedWithin: _trained_within,
    c.CountPeople: _count_people,
    c.TextMatches: _text_matches,
    c.InServiceFor: _in_service_for,
    c.EveryPeriod: _every_period,
    c.HoursCover: _hours_cover,
    c.AllOf: _all_of,
    c.AnyOf: _any_of,
    c.When: _when,
}
