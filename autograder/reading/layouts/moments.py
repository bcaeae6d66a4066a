"""Points in time, as other systems write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from ...language import _

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\s*([A-Za-z][\w+/-]*|[+-]\d\d:?\d\d)?")
YEARS = range(1970, 2201)  # what lies outside is no time of handing in, and at the calendar's ends has none elsewhere


def moment(text: str, default: tzinfo | None = None) -> datetime:
    """`2026-03-01 23:59:58.123456789 Z`, with an offset, `UTC`, or a zone such as `Asia/Seoul` in place of the Z.

    default: the zone where none is written; without it, that is a ValueError, as everything else is.
    """
    found = MOMENT.fullmatch(text.strip())
    if not found:
        raise ValueError(_("{text!r} is no time").format(text=text))
    day, time, fraction, zone = found.groups()
    moment = datetime.fromisoformat(f"{day}T{time}.{(fraction or '0')[:6]:0<6}")
    place = _zone(zone) if zone else default
    if place is None:
        raise ValueError(_("{text!r} names no time zone").format(text=text))
    return in_our_days(moment.replace(tzinfo=place))


def in_our_days(moment: datetime) -> datetime:
    """The moment, where it may be one of handing in. Raises ValueError."""
    if moment.year not in YEARS:
        raise ValueError(_("{text!r} is no time").format(text=str(moment)))
    return moment


def _zone(text: str) -> tzinfo:
    if text in ("Z", "UTC", "GMT"):
        return UTC
    if text[0] in "+-":
        return offset(text)
    try:
        return ZoneInfo(text)
    except (KeyError, OSError):
        raise ValueError(_("{text!r} is no time zone").format(text=text)) from None


def offset(text: str) -> timezone:
    """`+0900` or `+09:00`. Raises ValueError."""
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
