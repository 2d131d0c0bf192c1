"""The words a county issues its notices in: those it edited, else the usual ones with its own name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import Stale
from app.exchange.strict_json import json_text, load_json
from app.inspections.notice import USUAL, NoticeTexts, read_texts
from app.journeys.changes import change_by
from app.journeys.house import House
from app.standards.programme import Programme
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.notices import read_notice_words, save_notice_words
from app.wording import Wording

SUBJECT = "notice_words"
_STALE = Wording("文书用语刚被他人修改，请刷新后再改", "somebody just changed these words; reload first")


@dataclass(frozen=True, slots=True)
class KeptTexts:
    """The words as they stand; `version` is 0 as long as nobody changed them."""

    texts: NoticeTexts
    version: int


async def notice_texts(programme: Programme) -> KeptTexts:
    """The words that notices of a programme are issued in today."""
    kept = await read_notice_words(programme.slug)
    if kept is None:
        return KeptTexts(usual_texts(programme), 0)
    return KeptTexts(NoticeTexts(**load_json(kept.texts.encode())), kept.version)


def usual_texts(programme: Programme) -> NoticeTexts:
    """What a county begins with: its first issuer, and its letters with 整改 for 发."""
    issuer = programme.issuer.zh.partition("、")[0]
    letters, bracket, _ = programme.document.partition("〔")
    series = letters.removesuffix("发") + "整改" if bracket else ""
    return replace(USUAL, issuer=issuer, series=series)


async def change_notice_texts(
    house: House, actor: Actor, slug: str, seen_version: int, given: Mapping[str, Any]
) -> None:
    """Change the words of a programme's notices; those that were issued stay as they are.

    Raises InvalidInput with every fault, Stale, NotAllowed, NotFound.
    """
    programme = house.programme(slug)
    may(actor, "edit_papers", Target(division=programme.jurisdiction)).require()
    texts = read_texts(given)
    async with transaction():
        before = await notice_texts(programme)
        text = json_text(asdict(texts))
        saved = await save_notice_words(slug, text, seen_version)
        if saved is None:
            raise Stale(_STALE, before.version)
        change = change_by(
            actor,
            house,
            "notice_words.changed",
            SUBJECT,
            slug,
            version=saved.version,
            before=json_text(asdict(before.texts)),
            after=text,
        )
        await append_changes([change])
