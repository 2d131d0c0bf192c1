"""The vocabulary as TOML says it, turned into `Vocabulary`. Shapes only; the files are opened by `reader`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.sites.vocabulary import FactKind, FactType, MetricKind, Vocabulary
from app.standards.programme import Bilingual, Code, PackModel, Text
from app.units import Grain
from app.wording import Wording


class ItemRow(PackModel):
    """A coded item with both wordings."""

    code: Code
    zh: Text
    en: Text

    @property
    def label(self) -> Wording:
        """Both wordings."""
        return Wording(self.zh, self.en)


class FactRow(PackModel):
    """One fact."""

    code: Code
    type: FactType
    label: Bilingual
    unit: Bilingual | None = None
    highest: Annotated[Decimal, Field(gt=0)] | None = None
    note: Bilingual | None = None
    items: tuple[ItemRow, ...] = ()


class MetricRow(PackModel):
    """One metric."""

    code: Code
    grain: Grain
    label: Bilingual
    unit: Bilingual
    highest: Annotated[Decimal, Field(gt=0)] | None = None


class VocabularyTable(PackModel):
    """A whole vocabulary file."""

    fact: tuple[FactRow, ...] = ()
    equipment: tuple[ItemRow, ...] = ()
    role: tuple[ItemRow, ...] = ()
    training: tuple[ItemRow, ...] = ()
    metric: tuple[MetricRow, ...] = ()

    def vocabulary(self) -> Vocabulary:
        """The codes by kind."""
        return Vocabulary(
            facts={
                f.code: FactKind(f.code, f.type, f.label, f.unit, f.highest, f.note, {i.code: i.label for i in f.items})
                for f in self.fact
            },
            equipment={i.code: i.label for i in self.equipment},
            roles={i.code: i.label for i in self.role},
            trainings={i.code: i.label for i in self.training},
            metrics={m.code: MetricKind(m.code, m.grain, m.label, m.unit, m.highest) for m in self.metric},
        )
