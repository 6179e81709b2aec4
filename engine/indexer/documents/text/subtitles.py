"""Reads subtitles (.srt, .vtt): what is said, each paragraph with the time it begins at."""

from __future__ import annotations

import re
from html import unescape

LONGEST_PARAGRAPH = 500
"""Characters after which a paragraph ends with the next subtitle."""
LONGEST_PAUSE = 30
"""Seconds between two subtitles of one sentence."""
_TIME = re.compile(r"^\s*(?:(\d{1,3}):)?(\d{2}):(\d{2})[,.]\d{1,3}\s*-->")
_MARKUP = re.compile(r"<[^>\n]{0,200}>|\{\\[^}\n]{0,200}\}")
_VOICE = re.compile(r"<v(?:\.[\w.-]{0,80})?\s+([^<>\n]{1,80})>")
"""The name of who speaks."""
_SENTENCE_END = re.compile(r"[.!?…][\"'»”’)]*$")
_NOT_SAID = ("WEBVTT", "NOTE", "STYLE", "REGION")


def read_subtitles(text: str) -> str:
    """Return the paragraphs, each beginning with its time, "[00:12:31] …"."""
    paragraphs: list[str] = []
    current, begins, before = "", "", 0
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip().split("\n")
        at = next((number for number, line in enumerate(lines[:3]) if _TIME.match(line)), None)
        if at is None:
            if not lines[0].startswith(_NOT_SAID):
                current = f"{current} {_said(lines)}".strip()
            continue
        time = _TIME.match(lines[at])
        assert time is not None
        seconds = 3600 * int(time[1] or 0) + 60 * int(time[2]) + int(time[3])
        if current and seconds - before > LONGEST_PAUSE:
            paragraphs.append(f"[{begins}] {current}" if begins else current)
            current, begins = "", ""
        before = seconds
        begins = begins or f"{int(time[1] or 0):02}:{time[2]}:{time[3]}"
        current = f"{current} {_said(lines[at + 1 :])}".strip()
        if _SENTENCE_END.search(current) or len(current) > LONGEST_PARAGRAPH:
            paragraphs.append(f"[{begins}] {current}")
            current, begins = "", ""
    if current:
        paragraphs.append(f"[{begins}] {current}" if begins else current)
    return "\n\n".join(paragraphs)


def _said(lines: list[str]) -> str:
    named = (_VOICE.sub(r"\1: ", line) for line in lines)
    return unescape(" ".join(_MARKUP.sub("", line).strip() for line in named)).strip()
