"""Dates and the calendar, on a fixed day."""

from __future__ import annotations

import datetime

import msgspec
import pytest

from engine.capabilities.tools.computing.dates import dates_tool
from engine.protocol.answering.tools import ToolCall, ToolScope
from engine.protocol.cancellation import never_cancelled

DATES = dates_tool(lambda: datetime.date(2026, 11, 30))


def ask(language: str = "en", **arguments: object) -> str:
    call = ToolCall("dates", msgspec.json.encode(arguments).decode())
    return DATES.call(call, ToolScope(language=language), never_cancelled).text


def test_today_in_both_languages() -> None:
    assert ask(operation="today") == "Today is Monday 30 November 2026 (2026-11-30)."
    assert ask("es", operation="today") == "Hoy es lunes 30 de noviembre de 2026 (2026-11-30)."


@pytest.mark.parametrize(
    "text", ["1992-10-12", "12/10/1992", "12 de octubre de 1992", "October 12, 1992", "12.10.1992"]
)
def test_a_date_may_be_written_in_many_ways(text: str) -> None:
    assert ask("es", operation="weekday", date=text) == "lunes 12 de octubre de 1992 (1992-10-12): es lunes."


def test_the_days_between_two_dates() -> None:
    between = ask(operation="days_between", date="2026-03-03", until="2026-12-25")
    assert between.startswith("There are 297 days")
    assert between.endswith("; 213 of them are days from Monday to Friday.")
    assert ask(operation="days_between", date="tomorrow", until="today").startswith("There are -1 days")
    in_spanish = ask("es", operation="days_between", date="2026-03-03", until="2026-12-25")
    assert in_spanish.endswith("hay 297 días; de ellos, 213 son de lunes a viernes.")


@pytest.mark.parametrize(
    ("date", "amount", "unit", "result"),
    [
        ("2026-01-15", 100, "days", "2026-04-25"),
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2024-02-29", 1, "years", "2025-02-28"),
        ("2026-03-01", -6, "weeks", "2026-01-18"),
        ("2026-11-27", 1, "working_days", "2026-11-30"),
        ("2026-11-28", 3, "working_days", "2026-12-02"),
        ("today", -2, "working_days", "2026-11-26"),
        ("today", 10, "working_days", "2026-12-14"),
        ("ayer", 0, "days", "2026-11-29"),
    ],
)
def test_a_date_some_time_later_or_earlier(date: str, amount: int, unit: str, result: str) -> None:
    assert f"({result})." in ask(operation="add", date=date, amount=amount, unit=unit)


@pytest.mark.parametrize("text", ["31/02/2026", "soon", "2026-13-01", "0000-01-01", "9" * 30])
def test_what_is_no_date_comes_back_as_text(text: str) -> None:
    assert "is not a date" in ask(operation="weekday", date=text)


def test_the_calendar_has_an_end() -> None:
    assert "outside the calendar" in ask(operation="add", date="today", amount=99_999, unit="years")


def test_an_operation_that_there_is_not_comes_back_as_text() -> None:
    assert ask(operation="eclipse").startswith("The arguments do not fit the tool")
