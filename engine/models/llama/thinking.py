"""Tells a model's thinking from its answer by the tags around it, in text that comes piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from engine.models.llama.gguf import read_header
from engine.protocol.model_kinds import ThinkingSupport

TAGS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<reasoning>": "</reasoning>",
    "<thought>": "</thought>",
    "<seed:think>": "</seed:think>",
    "[THINK]": "[/THINK]",
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "<|channel>": "<channel|>",
}
"""Opening tag → closing tag, of Qwen, DeepSeek, Mistral, Seed, OpenThinker and Gemma 4, and those that people ask for."""
CHANNEL, START, MESSAGE, END = "<|channel|>", "<|start|>", "<|message|>", "<|end|>"
"""gpt-oss writes every message as <|channel|>name<|message|>text<|end|><|start|>assistant…; the answer's channel is "final"."""
FINAL_CHANNEL = "final"
_CLOSING = tuple(TAGS.values())
_HEADED, _CHANNEL_NAME = "<|channel>", "thought"
"""The tag that is followed by a line with the channel's name, and that name."""
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_SWITCH = re.compile(r"enable_thinking|\{%-?\s*(?:if|elif|set)\b[^%'\"]*?(?<!\.)\bthinking\b")
LONGEST_TAIL = 400
"""Characters of a prompt's end in which an opening tag is looked for."""

Kind = Literal["text", "thinking", "retract"]
Part = tuple[Kind, str]
"""A piece of the answer or of the thinking. "retract": all text so far was thinking: its end came without a beginning."""


class _Rest(msgspec.Struct):
    """Text that is not told apart yet."""

    text: str = ""
    is_complete: bool = False


def thinking_support(template: str) -> ThinkingSupport:
    """Return whether a chat template has a switch for thinking, or shows by its tags that the model always thinks."""
    if _SWITCH.search(template):
        return "optional"
    return "always" if CHANNEL in template or any(tag in template for tag in TAGS) else "none"


class ThinkingModes:
    """Whether models think, as their files say it, read once from each file until it is another one.

    Each answer and each measuring of the context asks. Reading the header of the file took 17 ms of processor time for a
    vocabulary of 49,000 tokens, and 58 ms for one of 152,000.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[Path, int, int], ThinkingSupport] = {}

    def of(self, path: Path) -> ThinkingSupport:
        """Return what a GGUF file supports. Raises what `read_header` raises, and OSError for a file that is gone."""
        stat = path.stat()
        key = path, stat.st_mtime_ns, stat.st_size
        if key not in self._known:
            self._known[key] = thinking_support(read_header(path).chat_template)
        return self._known[key]


def opened_tag(prompt_end: str) -> str:
    """Return the opening tag with which a rendered prompt ends, since its template opens the thinking; else ""."""
    tail = prompt_end[-LONGEST_TAIL:].rstrip()
    if tail.endswith(_HEADED + _CHANNEL_NAME):
        return _HEADED
    return next((tag for tag in TAGS if tail.endswith(tag)), "")


class ThinkingSplitter:
    """Divides one answer. An opening tag counts at the beginning, or alone on a line outside code.

    `prompt_end` is the end of the rendered prompt: the template may have opened the thinking.
    """

    def __init__(self, prompt_end: str = "") -> None:
        self._tag = opened_tag(prompt_end)
        self._rest = _Rest()
        self._line = ""
        self._in_fence = False
        self._has_text = False
        self._channel: str | None = None
        """Of gpt-oss: the channel being written; "" between two messages. None for models without channels."""
        self._drops_space = bool(self._tag)

    @property
    def is_thinking(self) -> bool:
        """Whether what comes next is thinking."""
        return bool(self._tag) or self._channel not in (None, FINAL_CHANNEL)

    @property
    def has_text(self) -> bool:
        """Whether anything of the answer itself has come."""
        return self._has_text

    @property
    def closing(self) -> str:
        """The text by which the thinking is ended from outside, as the model would write it."""
        if self._channel is not None:
            return f"{END}{START}assistant{CHANNEL}{FINAL_CHANNEL}{MESSAGE}"
        return f"\n{TAGS[self._tag]}\n\n" if self._tag else ""

    def feed(self, text: str) -> list[Part]:
        """Return the parts that are certain; what may be the beginning of a tag is held back."""
        self._rest.text += text
        return _joined(self._parts())

    def finish(self) -> list[Part]:
        """Return what was held back, when no more can follow."""
        self._rest.is_complete = True
        return _joined(self._parts())

    def _parts(self) -> Iterator[Part]:
        while self._rest.text:
            before = self._rest.text, self._tag, self._channel
            yield from self._next_parts()
            if (self._rest.text, self._tag, self._channel) == before:
                return

    def _next_parts(self) -> Iterator[Part]:
        if self._channel is not None:
            yield from self._channel_parts()
        elif self._tag:
            yield from self._thinking_parts()
        else:
            yield from self._answer_parts()

    def _answer_parts(self) -> Iterator[Part]:
        """Text up to the next tag that counts."""
        at, tag = _earliest(self._rest.text, (*TAGS, *_CLOSING, CHANNEL, START))
        if not tag:
            yield from self._emit("text", self._certain_length((*TAGS, *_CLOSING, CHANNEL, START)))
            return
        yield from self._emit("text", at)
        verdict = self._counts(tag)
        if verdict is None or (verdict and self._lacks_channel_name(tag)):
            return
        if not verdict:
            yield from self._emit("text", len(tag))
        elif tag in _CLOSING:
            self._take(tag)
            self._has_text = False
            yield "retract", ""
        elif tag in TAGS:
            self._take(tag)
            self._tag = tag
        else:
            self._channel = ""

    def _counts(self, tag: str) -> bool | None:
        """Return whether a tag at the beginning of the rest is one; None while that depends on what follows."""
        if tag in (CHANNEL, START):
            return not self._has_text
        if self._in_fence or self._line.count("`") % 2:
            return False
        is_opening = tag in TAGS
        if is_opening and not self._has_text:
            return True
        if not is_opening and not self._line.strip():
            return True
        if is_opening and self._line.strip():
            return False
        return self._is_followed_by(tag, "\n")

    def _is_followed_by(self, tag: str, following: str) -> bool | None:
        after = self._rest.text[len(tag) : len(tag) + len(following)]
        if after == following[: len(after)] and len(after) < len(following):
            return True if self._rest.is_complete else None
        return after == following

    def _thinking_parts(self) -> Iterator[Part]:
        """Thinking up to its closing tag. In a code block that tag counts only alone on a line before an empty one."""
        closing = TAGS[self._tag]
        at = self._rest.text.find(closing)
        if at < 0:
            yield from self._emit("thinking", self._certain_length((closing,)))
            return
        yield from self._emit("thinking", at)
        is_alone = not self._line.strip()
        verdict: bool | None = not self._line.count("`") % 2
        if self._in_fence:
            verdict = is_alone and self._is_followed_by(closing, "\n\n")
        if verdict is None:
            return
        if not verdict:
            yield from self._emit("thinking", len(closing))
            return
        self._take(closing)
        self._tag, self._in_fence, self._drops_space = "", False, True

    def _channel_parts(self) -> Iterator[Part]:
        """One step through gpt-oss's messages: a header up to <|message|>, or text up to <|end|>."""
        if not self._channel:
            at = self._rest.text.find(MESSAGE)
            if at < 0:
                return
            header = self._rest.text[:at].partition(CHANNEL)[2].split()
            self._channel = header[0] if header else FINAL_CHANNEL
            self._rest.text = self._rest.text[at + len(MESSAGE) :]
            self._drops_space = True
            return
        kind: Kind = "text" if self._channel == FINAL_CHANNEL else "thinking"
        at, tag = _earliest(self._rest.text, (END, START, CHANNEL))
        if not tag:
            yield from self._emit(kind, self._certain_length((END, START, CHANNEL)))
            return
        yield from self._emit(kind, at)
        self._rest.text = self._rest.text.removeprefix(END)
        self._channel = ""

    def _certain_length(self, tags: tuple[str, ...]) -> int:
        text = self._rest.text
        if self._rest.is_complete or not _may_hold_tag(text):
            return len(text)
        return len(text) - max(overlap(text, tag) for tag in tags)

    def _take(self, tag: str) -> None:
        """Drop a tag that counts, with the channel's name after Gemma's."""
        self._rest.text = self._rest.text[len(tag) :]
        self._line, self._drops_space = "", True
        if tag == _HEADED:
            self._rest.text = self._rest.text.removeprefix(_CHANNEL_NAME)

    def _lacks_channel_name(self, tag: str) -> bool:
        """Return whether the line with the channel's name is not complete yet."""
        return tag == _HEADED and "\n" not in self._rest.text and not self._rest.is_complete

    def _emit(self, kind: Kind, length: int) -> Iterator[Part]:
        text, self._rest.text = self._rest.text[:length], self._rest.text[length:]
        if self._drops_space:
            text = text.lstrip()
            self._drops_space = not text
        if not text:
            return
        for line in text.splitlines(keepends=True):
            self._line += line
            if line.endswith("\n"):
                self._in_fence ^= bool(_FENCE.match(self._line))
                self._line = ""
        self._has_text = self._has_text or (kind == "text" and bool(text.strip()))
        yield kind, text


def _earliest(text: str, tags: tuple[str, ...]) -> tuple[int, str]:
    """Return the place of the first tag and the tag, the longer of two in one place; -1 and "" without any."""
    if not _may_hold_tag(text):
        return -1, ""
    found = [(at, -len(tag), tag) for tag in tags if (at := text.find(tag)) >= 0]
    at, _, tag = min(found, default=(-1, 0, ""))
    return at, tag


def _may_hold_tag(text: str) -> bool:
    """Return whether any part of a tag can be in a text. Most tokens hold none, and looking for each tag takes 30 µs."""
    return "<" in text or "[" in text


def overlap(text: str, tag: str) -> int:
    """Return the length of the longest end of `text` that `tag` begins with, less than the whole tag."""
    longest = min(len(text), len(tag) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(tag[:n])), 0)


def _joined(parts: Iterator[Part]) -> list[Part]:
    """Return the parts with neighbours of one kind joined."""
    joined: list[Part] = []
    for kind, text in parts:
        if joined and joined[-1][0] == kind != "retract":
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined
