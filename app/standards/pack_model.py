"""What everything in a pack is made of: texts that are not empty, words in both languages, codes, strict models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.validation import Unfit
from app.wording import Wording


def _stripped(text: str) -> str:
    if not text.strip():
        raise Unfit("不能为空", "must not be empty")
    return text


Text = Annotated[str, AfterValidator(_stripped)]


def _wording(value: object) -> object:
    if isinstance(value, dict):
        if set(value) != {"zh", "en"} or not all(isinstance(t, str) and t.strip() for t in value.values()):
            raise Unfit("须有 zh 和 en 两种文字，且别无其他", "must give both zh and en, and nothing else")
        return Wording(value["zh"], value["en"])
    return value


Bilingual = Annotated[Wording, BeforeValidator(_wording)]
DivisionCode = Annotated[str, Field(pattern=r"^\d{12}$")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ClauseId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class PackModel(BaseModel):
    """Base of everything read from a pack: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changes. What was reckoned from the values before does not come along: a copy that shared a
        dict that grows would grow it for both.
        """
        made = super().model_copy(update=update, deep=deep)
        for reckoned in made.__dict__.keys() - type(self).model_fields.keys():
            del made.__dict__[reckoned]
        return made
