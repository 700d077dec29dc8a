"""What all bodies share."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

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
