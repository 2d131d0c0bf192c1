"""What is doubtful about the texts of a change: words that stand in for one, private data where everybody reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.normal.doubts import Doubt
from app.normal.private_data import mobile_in, person_in
from app.normal.text import stands_in
from app.sites.site import Site
from app.sites.vocabulary import Vocabulary
from app.wording import Wording


def text_doubts(before: Site | None, after: Site, vocabulary: Vocabulary) -> Iterator[Doubt]:
    """The doubts about what is new of the address, of facts that are texts and of the reasons of waivers; `before` is
    None for a new site.
    """
    texts = _new_texts(before, after, vocabulary)
    yield from _placeholders(texts)
    waived = {waiver.reason for waiver in before.waivers} if before is not None else set()
    reasons = {f"waivers[{i}].reason": w.reason for i, w in enumerate(after.waivers) if w.reason not in waived}
    yield from _private_data(texts | reasons, after)


def _placeholders(texts: Mapping[str, str]) -> Iterator[Doubt]:
    """Texts that stand in for one that nobody knew, or that say “as above”."""
    for path, text in texts.items():
        if stands_in(text):
            yield Doubt(
                path,
                "placeholder",
                text,
                Wording(
                    f"“{text}”像是占位或略写；请填实际内容，还不知道请留空，确实如此请确认",
                    f"“{text}” looks like a stand-in; write what it is, leave it blank if unknown, or confirm",
                ),
            )


def _new_texts(before: Site | None, after: Site, vocabulary: Vocabulary) -> dict[str, str]:
    """What a change writes of the address and of facts that are texts, by path."""
    said: dict[str, object] = {"address": after.address}
    said |= {f"facts.{code}": v for code, v in after.facts.items() if vocabulary.facts[code].type == "text"}
    old: dict[str, object] = {} if before is None else {"address": before.address}
    old |= {} if before is None else {f"facts.{code}": value for code, value in before.facts.items()}
    return {path: text for path, text in said.items() if isinstance(text, str) and text != old.get(path)}


def _private_data(texts: Mapping[str, str], site: Site) -> Iterator[Doubt]:
    """Mobile numbers and names of people; those on the roster who agreed to being public may be named."""
    known = [person.name for person in site.staff or () if person.name and not person.public]
    for path, text in texts.items():
        number, person = mobile_in(text), person_in(text, known)
        what = Wording("手机号码", "a mobile number") if number else Wording("个人姓名", "the name of a person")
        if piece := number or person:
            yield Doubt(
                path,
                "private_data",
                text,
                Wording(
                    f"“{piece}”像是{what.zh}，而此项公开显示；请删去，确可公开请确认",
                    f"“{piece}” looks like {what.en}, and everybody reads this; take it out, or confirm",
                ),
            )
