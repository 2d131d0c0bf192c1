"""The vocabulary as TOML says it, turned into `Vocabulary`. Shapes only; the files are opened by `reader`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from app.sites.vocabulary import ElsewhereWords, EverydayWords, FactKind, FactType, Hotline, MetricKind, Vocabulary
from app.standards.pack_model import Bilingual, Code, PackModel, Text
from app.units import Grain
from app.validation import Unfit
from app.wording import Wording


def _rising(ends: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    if not 0 <= ends[0] < ends[1]:
        raise Unfit("应为 [最低, 最高]，最低不小于 0 且小于最高", "must be [lowest, highest], rising from 0")
    return ends


class ItemRow(PackModel):
    """A coded item with both wordings; `plain` says in everyday words what a person gets."""

    code: Code
    zh: Text
    en: Text
    plain: Bilingual | None = None

    @property
    def label(self) -> Wording:
        """Both wordings."""
        return Wording(self.zh, self.en)


Plausible = Annotated[tuple[Decimal, Decimal], AfterValidator(_rising)]


class FactRow(PackModel):
    """One fact."""

    code: Code
    type: FactType
    label: Bilingual
    unit: Bilingual | None = None
    highest: Annotated[Decimal, Field(gt=0)] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    plausible: Plausible | None = None
    note: Bilingual | None = None
    items: tuple[ItemRow, ...] = ()


class MetricRow(PackModel):
    """One metric."""

    code: Code
    grain: Grain
    label: Bilingual
    unit: Bilingual
    highest: Annotated[Decimal, Field(gt=0)] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    plausible: Plausible | None = None


class EverydayRow(PackModel):
    """Words that people search with, and the kinds of this pack and the services that they mean."""

    words: Annotated[tuple[Text, ...], Field(min_length=1)]
    kinds: tuple[Code, ...] = ()
    services: tuple[Code, ...] = ()
    at_weekends: bool = False


class HotlineRow(PackModel):
    """A public number and its name. `source`: where it was found to be so; packs loaded earlier say none."""

    number: Annotated[str, Field(pattern=r"^\d{3,11}$")]
    zh: Text
    en: Text
    source: Text | None = None


class ElsewhereRow(PackModel):
    """Words for a matter that the documents give no site a part in, the everyday word for whom to ask, a hotline."""

    words: Annotated[tuple[Text, ...], Field(min_length=1)]
    ask: Text | None = None
    call: HotlineRow | None = None


class VocabularyTable(PackModel):
    """A whole vocabulary file."""

    filler: tuple[Text, ...] = ()
    nearby: tuple[Text, ...] = ()
    everyday: tuple[EverydayRow, ...] = ()
    elsewhere: tuple[ElsewhereRow, ...] = ()

    fact: tuple[FactRow, ...] = ()
    equipment: tuple[ItemRow, ...] = ()
    role: tuple[ItemRow, ...] = ()
    training: tuple[ItemRow, ...] = ()
    metric: tuple[MetricRow, ...] = ()

    def vocabulary(self) -> Vocabulary:
        """The codes by kind."""
        return Vocabulary(
            facts={
                f.code: FactKind(
                    f.code,
                    f.type,
                    f.label,
                    f.unit,
                    f.highest,
                    f.note,
                    {i.code: i.label for i in f.items},
                    decimals=f.decimals,
                    plausible=f.plausible,
                    plain={i.code: i.plain for i in f.items if i.plain is not None},
                )
                for f in self.fact
            },
            equipment={i.code: i.label for i in self.equipment},
            roles={i.code: i.label for i in self.role},
            trainings={i.code: i.label for i in self.training},
            metrics={
                m.code: MetricKind(m.code, m.grain, m.label, m.unit, m.highest, m.decimals, m.plausible)
                for m in self.metric
            },
            everyday=tuple(EverydayWords(e.words, e.kinds, e.services, e.at_weekends) for e in self.everyday),
            filler=self.filler,
            nearby=self.nearby,
            elsewhere=tuple(
                ElsewhereWords(
                    e.words, e.ask or "", Hotline(e.call.number, Wording(e.call.zh, e.call.en)) if e.call else None
                )
                for e in self.elsewhere
            ),
        )
