"""Reads calendars (.ics, and the invitations in letters): each event with its time, its place and its words (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterator

NAMES = {
    "SUMMARY": "Event",
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "LOCATION": "Location",
    "ORGANIZER": "Organizer",
    "ATTENDEE": "Attendee",
    "STATUS": "Status",
    "RRULE": "Repeats",
    "DESCRIPTION": "Description",
}
"""Properties that are read, in this order, and how they are called in the text: in English, as the headers of a letter are."""
COMPONENTS = ("VEVENT", "VTODO", "VJOURNAL")
_FOLD = re.compile(r"\r?\n[ \t]")
_PROPERTY = re.compile(r'([A-Za-z-]+)((?:;[^:;="]+=(?:"[^"]*"|[^:;"]*))*):(.*)', re.DOTALL)
_COMMON_NAME = re.compile(r';CN=(?:"([^"]*)"|([^:;"]*))', re.IGNORECASE)
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z)?)?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def is_calendar(text: str) -> bool:
    return text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR")


def calendar_text(text: str) -> str:
    """Return a paragraph for each event, task and note; empty where there is none."""
    return "\n\n".join(_events(text))


def _events(text: str) -> Iterator[str]:
    event: dict[str, list[str]] | None = None
    open_parts: list[str] = []
    for line in _FOLD.sub("", text).splitlines():
        found = _PROPERTY.match(line.strip())
        if found is None:
            continue
        name, parameters, value = found[1].upper(), found[2], found[3].strip()
        if name == "BEGIN":
            open_parts.append(value.upper())
            event = {} if value.upper() in COMPONENTS else event
        elif name == "END":
            if value.upper() in COMPONENTS and event:
                yield _paragraph(event)
                event = None
            open_parts = open_parts[:-1]
        elif event is not None and name in NAMES and open_parts[-1:] and open_parts[-1] in COMPONENTS:
            event.setdefault(name, []).append(_value(name, parameters, value))


def _paragraph(event: dict[str, list[str]]) -> str:
    lines = []
    for name, shown in NAMES.items():
        values = [value for value in event.get(name, ()) if value]
        if values:
            lines.append(f"{shown}: {', '.join(values)}")
    return "\n".join(lines)


def _value(name: str, parameters: str, value: str) -> str:
    if name in ("DTSTART", "DTEND", "DUE") and (time := _TIME.fullmatch(value)):
        day = f"{time[1]}-{time[2]}-{time[3]}"
        return day if time[4] is None else f"{day} {time[4]}:{time[5]}{' UTC' if time[6] else ''}"
    if name in ("ORGANIZER", "ATTENDEE"):
        person = _COMMON_NAME.search(parameters)
        address = re.sub(r"(?i)^mailto:", "", value)
        known = (person[1] or person[2] or "").strip() if person else ""
        return f"{known} <{address}>" if known and known != address else address
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()
