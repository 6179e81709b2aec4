"""Dates and the calendar: today, the day of the week, the days between two dates, a date some time later or earlier."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Literal

import msgspec

from engine.capabilities.tools.tool import Tool, ToolError, say
from engine.protocol.answering.tools import CallResult, ToolScope
from engine.protocol.cancellation import IsCancelled

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
           "diciembre"),
}  # fmt: skip
RELATIVE = {"today": 0, "hoy": 0, "now": 0, "ahora": 0, "tomorrow": 1, "manana": 1, "yesterday": -1, "ayer": -1}
NOT_A_DATE = "“{text}” is not a date. Write it as 2026-12-31, or “today”."
OUT_OF_RANGE = "That date is outside the calendar, which goes from the year 1 to 9999."
BETWEEN = "There are {days} days from {first} to {second}; {working} of them are days from Monday to Friday."
IS_A = "{date} is a {day}."
TODAY = "Today is {date}."
LATER = "{amount} {unit} after {date}: {result}."
EARLIER = "{amount} {unit} before {date}: {result}."
UNITS = {
    "days": "days",
    "weeks": "weeks",
    "months": "months",
    "years": "years",
    "working_days": "working days",
}

Clock = Callable[[], datetime.date]
DateText = Annotated[str, msgspec.Meta(min_length=1, max_length=40, description="YYYY-MM-DD, or today")]
Amount = Annotated[int, msgspec.Meta(ge=-100_000, le=100_000, description="negative for an earlier date")]


class Today(msgspec.Struct, frozen=True, tag_field="operation", tag="today"):
    """Ask for today's date."""


class Weekday(msgspec.Struct, frozen=True, tag_field="operation", tag="weekday"):
    """Ask for the day of the week."""

    date: DateText


class DaysBetween(msgspec.Struct, frozen=True, tag_field="operation", tag="days_between"):
    """Count the days from one date to another, and those from Monday to Friday among them.

    Both are said, whatever was asked: Qwen 2.5 Coder 1.5B chose an operation or a switch of its own for working days for most
    questions.
    """

    date: DateText
    until: DateText


class AddTime(msgspec.Struct, frozen=True, tag_field="operation", tag="add"):
    """Ask for the date some time later or earlier."""

    date: DateText
    amount: Amount
    unit: Literal["days", "weeks", "months", "years", "working_days"]


Arguments = Today | Weekday | DaysBetween | AddTime


def dates_tool(clock: Clock = datetime.date.today) -> Tool:
    """Return the tool; `clock` gives today's date."""

    def run(arguments: Arguments, scope: ToolScope, _: IsCancelled) -> CallResult:
        match arguments:
            case Today():
                return CallResult(say(scope, TODAY, date=long_date(clock(), scope.language)))
            case Weekday():
                date = parse_date(arguments.date, clock)
                day = DAYS[_known(scope)][date.weekday()]
                return CallResult(say(scope, IS_A, date=long_date(date, scope.language), day=day))
            case DaysBetween():
                first, second = parse_date(arguments.date, clock), parse_date(arguments.until, clock)
                return _between(first, second, scope)
            case AddTime():
                return _add(arguments, parse_date(arguments.date, clock), scope)

    description = "Today's date, the day of the week, days between two dates, a date some time later or earlier."
    return Tool("dates", "Dates and calendar", description, Arguments, run)


def parse_date(text: str, clock: Clock) -> datetime.date:
    """Return the date that a text names in Spanish or English. Raises ToolError."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.strip().lower()) if not unicodedata.combining(c))
    if plain in RELATIVE:
        return clock() + datetime.timedelta(RELATIVE[plain])
    numbers = [int(number) for number in re.findall(r"\d{1,4}", plain)]
    month = next((at for names in MONTHS.values() for at, name in enumerate(names, 1) if name.lower() in plain), None)
    try:
        if month is not None and len(numbers) in (1, 2):
            day, year = sorted(numbers)[0], max(numbers) if len(numbers) == 2 else clock().year
            return datetime.date(year, month, day)
        if len(numbers) >= 3 and re.match(r"\d{4}\D", plain):
            return datetime.date(*numbers[:3])
        if len(numbers) == 3:
            day, month, year = numbers  # as both Spanish and international English write it
            return datetime.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        pass
    raise ToolError(NOT_A_DATE, text=text[:40])


def long_date(date: datetime.date, language: str) -> str:
    """Return "Tuesday 1 December 2026 (2026-12-01)" in the language."""
    known = "es" if language == "es" else "en"
    day, month = DAYS[known][date.weekday()], MONTHS[known][date.month - 1]
    joined = f"{day} {date.day} de {month} de {date.year}" if known == "es" else f"{day} {date.day} {month} {date.year}"
    return f"{joined} ({date.isoformat()})"


def _known(scope: ToolScope) -> str:
    return "es" if scope.language == "es" else "en"


def _between(first: datetime.date, second: datetime.date, scope: ToolScope) -> CallResult:
    values = {"first": long_date(first, scope.language), "second": long_date(second, scope.language)}
    working = _working_days(min(first, second), max(first, second))
    return CallResult(say(scope, BETWEEN, days=str((second - first).days), working=str(working), **values))


def _working_days(first: datetime.date, last: datetime.date) -> int:
    """Days from Monday to Friday after `first` up to `last`."""
    weeks, rest = divmod((last - first).days, 7)
    return weeks * 5 + sum((first.weekday() + day) % 7 < 5 for day in range(1, rest + 1))


def _add(arguments: AddTime, date: datetime.date, scope: ToolScope) -> CallResult:
    try:
        result = _moved(date, arguments.amount, arguments.unit)
    except (OverflowError, ValueError):
        raise ToolError(OUT_OF_RANGE) from None
    return CallResult(
        say(
            scope,
            LATER if arguments.amount >= 0 else EARLIER,
            amount=str(abs(arguments.amount)),
            unit=say(scope, UNITS[arguments.unit]),
            date=long_date(date, scope.language),
            result=long_date(result, scope.language),
        )
    )


def _moved(date: datetime.date, amount: int, unit: str) -> datetime.date:
    """Raises OverflowError, ValueError outside the calendar. The last day of a month stays within the month."""
    if unit in ("months", "years"):
        year, month = divmod(date.year * 12 + date.month - 1 + amount * (12 if unit == "years" else 1), 12)
        last = calendar.monthrange(year, month + 1)[1]
        return datetime.date(year, month + 1, min(date.day, last))
    if unit == "working_days":
        return _move_working_days(date, amount)
    return date + datetime.timedelta(amount * (7 if unit == "weeks" else 1))


def _move_working_days(date: datetime.date, amount: int) -> datetime.date:
    step = datetime.timedelta(1 if amount >= 0 else -1)
    weeks, left = divmod(abs(amount), 5)
    while date.weekday() >= 5 and amount:
        date -= step
    date += step * 7 * weeks
    while left:
        date += step
        left -= date.weekday() < 5
    return date
