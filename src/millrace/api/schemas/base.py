"""What all bodies share."""

from datetime import datetime
from typing import Annotated

import pydantic
from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

__all__ = [
    "ID_DIGITS",
    "MAX_ID",
    "Answer",
    "AwareDatetime",
    "Body",
    "Cursor",
    "Id",
    "Limit",
    "NamedId",
    "Revision",
    "datetime",
]


_YEARS = range(1900, 9001)


def _in_reach(at: datetime) -> datetime:
    """Reckoning with zones and cycles needs room on both sides of a time."""
    if at.year not in _YEARS:
        raise ValueError(f"the year must be from {_YEARS[0]} to {_YEARS[-1]}")
    return at


AwareDatetime = Annotated[pydantic.AwareDatetime, AfterValidator(_in_reach)]
"""A time with an offset."""


class Answer(BaseModel):
    """What the server sends."""

    model_config = ConfigDict(from_attributes=True)


class Body(BaseModel):
    """What clients send; a field that nobody knows is an error, so that a typing mistake is seen."""

    model_config = ConfigDict(extra="forbid")


MAX_ID = 2**63 - 1
"""Larger ones fit no store."""

ID_DIGITS = len(str(MAX_ID))
"""A number with more digits is no id; Python refuses to read those of several thousand."""

Id = Annotated[int, Path(ge=1, le=MAX_ID)]
NamedId = Annotated[int, Field(ge=1, le=MAX_ID)]
"""An id in a body or a query."""
Revision = Annotated[int, Field(ge=0, le=MAX_ID)]
Cursor = Annotated[str | None, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=200)]
