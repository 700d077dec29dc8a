"""What all bodies share."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

__all__ = ["Answer", "MAX_ID", "AwareDatetime", "Body", "Cursor", "Id", "Limit", "datetime"]


class Answer(BaseModel):
    """What the server sends."""

    model_config = ConfigDict(from_attributes=True)


class Body(BaseModel):
    """What clients send; a field that nobody knows is an error, so that a typing mistake is seen."""

    model_config = ConfigDict(extra="forbid")


MAX_ID = 2**63 - 1
"""Larger ones fit no store."""

Id = Annotated[int, Path(ge=1, le=MAX_ID)]
Cursor = Annotated[str | None, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=200)]
