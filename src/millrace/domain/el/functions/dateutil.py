"""DateUtil: dates in the zone of the schedule (R151)."""

from datetime import UTC, datetime, timedelta

from millrace.domain.el.date_parsing import parse_date
from millrace.domain.el.date_patterns import format_date
from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.methods import EmbeddedObject, table
from millrace.domain.el.scope import Scope
from millrace.domain.el.values import whole_milliseconds
from millrace.domain.el.wall_time import add_days, add_months

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_OUT_OF_RANGE = "the date is outside the years 1 to 9999"


def formatted(scope: Scope, moment: datetime, pattern: str | None) -> str:
    """The date in a SimpleDateFormat pattern and the zone of the schedule."""
    if pattern is None:
        raise ElError("the date pattern is null")
    try:
        return format_date(moment, pattern, scope.zone_info)
    except OverflowError:
        raise ElError(_OUT_OF_RANGE) from None


def _add_days(scope: Scope, moment: datetime, days: int) -> datetime:
    try:
        return add_days(moment, days, scope.zone_info)
    except OverflowError:
        raise ElError(_OUT_OF_RANGE) from None


def _add_months(scope: Scope, moment: datetime, months: int) -> datetime:
    try:
        return add_months(moment, months, scope.zone_info)
    except OverflowError:
        raise ElError(_OUT_OF_RANGE) from None


def _add_hours(_scope: Scope, moment: datetime, hours: int) -> datetime:
    return _elapsed(moment, hours, 60)


def _add_minutes(_scope: Scope, moment: datetime, minutes: int) -> datetime:
    return _elapsed(moment, minutes, 1)


def _elapsed(moment: datetime, count: int, minutes: int) -> datetime:
    try:
        return moment + timedelta(minutes=count * minutes)
    except OverflowError:
        raise ElError(_OUT_OF_RANGE) from None


def _local(scope: Scope, moment: datetime) -> datetime:
    return moment.astimezone(scope.zone_info)


def _parse_date(scope: Scope, text: str | None, pattern: str | None) -> datetime:
    if text is None or pattern is None:
        raise ElError("parseDate needs a text and a pattern, not null")
    return parse_date(text, pattern, scope.zone_info, scope.now)


DATE_UTIL = EmbeddedObject(
    "DateUtil",
    table(
        ("format", "d s", formatted),
        ("addMonths", "d i", _add_months),
        ("addDays", "d i", _add_days),
        ("addHours", "d i", _add_hours),
        ("addMinutes", "d i", _add_minutes),
        ("getDay", "d", lambda scope, moment: _local(scope, moment).day),
        ("getMonth", "d", lambda scope, moment: _local(scope, moment).month),
        ("getQuarter", "d", lambda scope, moment: (_local(scope, moment).month + 2) // 3),
        ("getYear", "d", lambda scope, moment: _local(scope, moment).year),
        ("now", "", lambda scope: whole_milliseconds(scope.now)),
        ("getTime", "d", lambda _scope, moment: (moment - _EPOCH) // _MILLISECOND),
        ("parseDate", "s s", _parse_date),
    ),
)
