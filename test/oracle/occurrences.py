"""The second opinion on recurrence: dateutil's rrule on naive local times, zoneinfo for the zones, nothing of ours.

Reads one JSON object a line, {"rule", "start" (local), "zone", "after" (UTC), "most"}, and answers each with a line: the
list of the first `most` instants strictly after `after`, in UTC. Ours differs from plain dateutil by these written rules:
a single day of the month from the 29th on falls back to the last day of shorter months (in MONTHLY and YEARLY rules, and
counted that way by COUNT); BYSETPOS chooses from whole weeks in the first week too (RFC 5545 3.3.10, as dateutil itself does
for months and years); UNTIL with a date alone means that whole local day; UNTIL with a Z is an instant.
"""

import calendar
import datetime as dt
import json
import sys
import types
from zoneinfo import ZoneInfo

import dateutil.rrule as rr

LAST_YEAR = 2075
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
# dateutil looks for matches until the year 9999; a rule that never matches would take it minutes.
rr.datetime = types.SimpleNamespace(**{**vars(dt), "MAXYEAR": LAST_YEAR})


def parts_of(rule):
    return dict(part.split("=") for part in rule.split(";"))


def clamped_day(parts, start):
    """The day that falls back to the end of shorter months, or None."""
    if parts["FREQ"] not in ("MONTHLY", "YEARLY") or "BYDAY" in parts or "BYSETPOS" in parts:
        return None
    days = [int(d) for d in parts.get("BYMONTHDAY", str(start.day)).split(",")]
    return days[0] if len(days) == 1 and days[0] >= 29 else None


def clamped(parts, start, day):
    """Month by month, by hand: the day, or the month's last."""
    interval = int(parts.get("INTERVAL", "1"))
    months = [int(m) for m in parts.get("BYMONTH", "").split(",") if m]
    if parts["FREQ"] == "YEARLY" and not months and "BYMONTHDAY" not in parts:
        months = [start.month]
    for n in range((LAST_YEAR - start.year) * 12):
        year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
        month += 1
        if parts["FREQ"] == "MONTHLY" and n % interval:
            continue
        if parts["FREQ"] == "YEARLY" and (year - start.year) % interval:
            continue
        if months and month not in months:
            continue
        last = calendar.monthrange(year, month)[1]
        local = dt.datetime.combine(dt.date(year, month, min(day, last)), start.time())
        if local >= start:
            yield local


def until_of(parts, zone):
    """A test on (local, instant) for the end of the rule."""
    text = parts.get("UNTIL")
    if text is None:
        return lambda local, at: False
    if len(text) == 8:
        day = dt.datetime.strptime(text, "%Y%m%d").date()
        return lambda local, at: local.date() > day
    if text.endswith("Z"):
        end = dt.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.timezone.utc)
        return lambda local, at: at > end
    end = dt.datetime.strptime(text, "%Y%m%dT%H%M%S")
    return lambda local, at: local > end


def plain(parts, start):
    text = ";".join(f"{k}={v}" for k, v in parts.items() if k not in ("COUNT", "UNTIL"))
    if parts["FREQ"] != "WEEKLY" or "BYSETPOS" not in parts or "BYDAY" not in parts:
        return rr.rrulestr(text, dtstart=start)
    first = WEEKDAYS.index(parts.get("WKST", "MO"))
    week = start - dt.timedelta(days=(start.weekday() - first) % 7)
    return (local for local in rr.rrulestr(text, dtstart=week) if local >= start)


def occurrences(rule, start, zone, after, most):
    parts = parts_of(rule)
    day = clamped_day(parts, start)
    locals_ = clamped(parts, start, day) if day else plain(parts, start)
    count = int(parts.get("COUNT", "1000000000"))
    ended = until_of(parts, zone)
    found = []
    for n, local in enumerate(locals_):
        if n >= count:
            break
        at = local.replace(tzinfo=zone, fold=0).astimezone(dt.timezone.utc)
        if ended(local, at):
            break
        if at > after and (not found or at > found[-1]):
            found.append(at)
            if len(found) == most:
                break
    return [at.strftime("%Y-%m-%dT%H:%M:%S.000Z") for at in found]


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(occurrences(
            asked["rule"],
            dt.datetime.fromisoformat(asked["start"]),
            ZoneInfo(asked["zone"]),
            dt.datetime.fromisoformat(asked["after"].replace("Z", "+00:00")),
            asked["most"],
        )))


main()
