"""Simple variables: `${yyyymmdd-1}`, `$[hh24:mi]`, `$job_id` (R165-R174)."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from math import prod
from zoneinfo import ZoneInfo

from millrace.domain.el.wall_time import add_days, add_months, wall_time

_ANY = re.compile(
    r"\$\{(?P<name>[^{}]*)\}|\$\[(?P<plan>[^\[\]]*)\]|\$(?P<id>job_id|instance_id)(?![A-Za-z0-9_])"
)
_COUNT = r"[0-9]{1,9}(?:\*[0-9]{1,9})*"
_BUSINESS = re.compile(rf"(?P<format>.+?)(?P<offset>[+-]{_COUNT})?", re.DOTALL)
_PLAN = re.compile(rf"(?P<format>.+?)(?P<offsets>(?:[+-]{_COUNT}(?:/24(?:/60)?)?)*)", re.DOTALL)
_ADD_MONTHS = re.compile(rf"add_months\((?P<format>[^(),]+),(?P<offset>[+-]?{_COUNT})\)", re.DOTALL)
_PLAN_OFFSET = re.compile(rf"([+-]{_COUNT})(/24(?:/60)?)?")

Token = Callable[[datetime], str]
_DAY_TOKENS: Mapping[str, Token] = {
    "yyyy": lambda wall: f"{wall.year:04d}",
    "yy": lambda wall: f"{wall.year % 100:02d}",
    "mm": lambda wall: f"{wall.month:02d}",
    "dd": lambda wall: f"{wall.day:02d}",
}
_TIME_TOKENS: Mapping[str, Token] = {
    **_DAY_TOKENS,
    "hh24": lambda wall: f"{wall.hour:02d}",
    "hh": lambda wall: f"{wall.hour % 12 or 12:02d}",
    "mi": lambda wall: f"{wall.minute:02d}",
    "ss": lambda wall: f"{wall.second:02d}",
}


def replace(  # noqa: PLR0913 - the six facts of R165-R173
    text: str,
    plan_time: datetime,
    zone: str,
    *,
    enabled: bool,
    params: Mapping[str, str],
    job_id: str | None = None,
    instance_id: str | None = None,
) -> str:
    """Text with simple variables (if `enabled`) and parameters `${name}` replaced.

    `plan_time` is aware, `zone` the IANA name of the schedule's zone. A parameter wins over a simple variable
    of the same name; without an id its variable stays, as does text that cannot be read (R174).
    """
    ids = {"job_id": job_id, "instance_id": instance_id}
    moment = _PlanTime(plan_time, ZoneInfo(zone))

    def replaced(match: re.Match[str]) -> str:
        name = match.group("name")
        if name is not None and name in params:
            return params[name]
        value = _value(match, moment, ids) if enabled else None
        return match.group() if value is None else value

    return _ANY.sub(replaced, text)


def expand(
    text: str,
    plan_time: datetime,
    zone: str,
    *,
    names: Collection[str],
    job_id: str | None = None,
    instance_id: str | None = None,
) -> str:
    """As `replace` in a workspace with the option on, but `${name}` of the `names` stay for the template."""
    own = {name: f"${{{name}}}" for name in names}
    return replace(text, plan_time, zone, enabled=True, params=own, job_id=job_id, instance_id=instance_id)


class _PlanTime:
    """The plan time and the two dates that variables format."""

    def __init__(self, moment: datetime, zone: ZoneInfo) -> None:
        self.moment = moment
        self.zone = zone

    def wall(self, moment: datetime) -> datetime:
        return wall_time(moment, self.zone)

    def business_date(self) -> datetime:
        """Noon of the local day before: far from any change of the clock (R166)."""
        day = wall_time(self.moment, self.zone) - timedelta(days=1)
        return day.replace(hour=12, minute=0, second=0, microsecond=0)


def _value(match: re.Match[str], plan: _PlanTime, ids: Mapping[str, str | None]) -> str | None:
    """The value of one variable; None if it cannot be read or leaves the years 1-9999."""
    try:
        if match.group("id"):
            return ids[match.group("id")]
        if match.group("name") is not None:
            return _business_text(match.group("name"), plan)
        return _plan_text(match.group("plan"), plan)
    except (OverflowError, ValueError):
        return None


def _business_text(content: str, plan: _PlanTime) -> str | None:
    """R166, R167: the offset counts in the finest token of the format."""
    match = _BUSINESS.fullmatch(content)
    tokens = _tokens(match.group("format"), _DAY_TOKENS) if match else None
    if match is None or tokens is None:
        return None
    wall = plan.business_date()
    number = _number(match.group("offset") or "+0")
    utc = ZoneInfo("UTC")
    moment = wall.replace(tzinfo=utc)
    if "dd" in tokens:
        moment = add_days(moment, number, utc)
    else:
        moment = add_months(moment, number if "mm" in tokens else number * 12, utc)
    return _formatted(tokens, _DAY_TOKENS, wall_time(moment, utc))


def _plan_text(content: str, plan: _PlanTime) -> str | None:
    """R168-R172."""
    months = _ADD_MONTHS.fullmatch(content)
    if months:
        tokens = _tokens(months.group("format"), _TIME_TOKENS)
        moment = add_months(plan.moment, _number(months.group("offset")), plan.zone)
        return None if tokens is None else _formatted(tokens, _TIME_TOKENS, plan.wall(moment))
    match = _PLAN.fullmatch(content)
    tokens = _tokens(match.group("format"), _TIME_TOKENS) if match else None
    if match is None or tokens is None:
        return None
    moment = plan.moment
    for number, unit in _PLAN_OFFSET.findall(match.group("offsets")):
        moment = _moved(moment, _number(number), unit, plan.zone)
    return _formatted(tokens, _TIME_TOKENS, plan.wall(moment))


def _moved(moment: datetime, number: int, unit: str, zone: ZoneInfo) -> datetime:
    if not unit:
        return add_days(moment, number, zone)
    return moment + (timedelta(hours=number) if unit == "/24" else timedelta(minutes=number))


def _number(text: str) -> int:
    """`-7*2` as -14."""
    value = prod(map(int, text.lstrip("+-").split("*")))
    return -value if text.startswith("-") else value


def _tokens(pattern: str, known: Mapping[str, Token]) -> list[str] | None:
    """The tokens and other characters of a format; None if a letter or digit belongs to no token."""
    pieces = re.findall("|".join([*sorted(known, key=len, reverse=True), "."]), pattern, re.DOTALL)
    is_valid = any(piece in known for piece in pieces) and not any(
        piece.isalnum() for piece in pieces if piece not in known
    )
    return pieces if is_valid else None


def _formatted(pieces: list[str], known: Mapping[str, Token], wall: datetime) -> str:
    return "".join(known[piece](wall) if piece in known else piece for piece in pieces)
