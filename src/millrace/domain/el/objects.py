"""The embedded objects by name (R150-R157)."""

from collections.abc import Mapping
from types import MappingProxyType

from millrace.domain.el.functions.dateutil import DATE_UTIL
from millrace.domain.el.functions.env import ENV
from millrace.domain.el.functions.job import JOB
from millrace.domain.el.functions.jsonutil import JSON_UTIL
from millrace.domain.el.functions.loop import LOOP
from millrace.domain.el.functions.methods import EmbeddedObject
from millrace.domain.el.functions.obsutil import OBS_UTIL
from millrace.domain.el.functions.stringutil.table import STRING_UTIL

EMBEDDED_OBJECTS: Mapping[str, EmbeddedObject] = MappingProxyType(
    {item.name: item for item in (JOB, DATE_UTIL, STRING_UTIL, JSON_UTIL, LOOP, ENV, OBS_UTIL)}
)
