"""A model's chat template. It is a program by a stranger: reviewed ones are rendered here, others in a limited child."""

from __future__ import annotations

import functools
import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

import msgspec

from engine.models.interfaces import CallFormat, ChatMessage
from engine.models.llama.call_format import find_call_format
from engine.models.llama.template_families import family_of
from engine.models.llama.template_sandbox import (
    Render,
    RenderOptions,
    RenderReply,
    RenderRequest,
    TemplateProgram,
    TemplateRefused,
    compile_template,
)
from engine.models.llama.thinking import TAGS, opened_tag
from engine.models.working_clock import WorkingClock
from engine.offline import child_environment

ANSWERING = RenderOptions()
RENDER_SECONDS, START_SECONDS = 2.0, 30.0
"""Time limits of one rendering, and of the child's start, which does not depend on the template."""
POLL_SECONDS = 0.1
"""Between two looks at the clock."""
REVIEWED = frozenset(
    {
        "872be49dbb638044ad01b60388f48d469ff2980e5f0dccdc22ec907db54d0788",  # SmolLM2
        "153280e3ff55d19da1398bdb3914ee2a51b80429bfaedde11d7d216c39db80f3",  # ChatML
        "7e995b379ec01747807246483647cd99030abf331653f1119e16d7ac041a3495",  # Mistral 7B 0.1
        "26a59556925c987317ce5291811ba3b7f32ec4c647c400c6cc7e3a9993007ba7",  # Mixtral
        "ba03a121d097859c7b5b9cd03af99aafe95275210d2876f642ad9929a150f122",  # Llama 3
    }
)
"""SHA-256 of reviewed templates: each only joins the messages' texts. The others run in a child of their own."""
_REPLY_DECODER = msgspec.json.Decoder(RenderReply)


class ChatTemplate:
    """Renders messages as the text a model was trained on, the system message first.

    The beginning of the text stays the same as a conversation grows. `note` says why the model's own template is not used;
    empty when it is. `is_special_token` returns whether a text is one special token of the vocabulary.
    """

    def __init__(
        self, source: str, bos: str, eos: str, is_special_token: Callable[[str], bool] = lambda _: False
    ) -> None:
        self.note = ""
        self._child: _TemplateProcess | None = None
        family = family_of(source, is_special_token)
        self._family = msgspec.structs.replace(family, beginning=bos if family.beginning else "")
        self._render, self._merges_system = self._own_template(TemplateProgram(source, bos, eos))
        self._knows_tools = "tools" in source and "tool_calls" in source

    def render(self, messages: Sequence[ChatMessage], options: RenderOptions = ANSWERING) -> str:
        """Return the text of the messages, up to where the assistant's answer begins if the options say so."""
        try:
            return self._render(self._prepare(messages), options)
        except TemplateRefused as refused:
            self._render, self._merges_system = self._family_template(str(refused))
            return self._render(self._prepare(messages), options)

    def render_begun(self, messages: Sequence[ChatMessage]) -> str:
        """Return the text up to where the words of an answer stand that is to go on, without thinking.

        A template may write more before these than it does at the beginning of an answer: a channel, empty thinking, a space.
        """
        rendered = self.render([*messages, ChatMessage("assistant", SECOND)], RenderOptions(opens_answer=False))
        if (at := rendered.rfind(SECOND)) >= 0:
            return rendered[:at]
        opened = self.render(messages)
        tag = opened_tag(opened)
        return f"{opened.rstrip()}\n\n{TAGS[tag]}\n\n" if tag else opened

    @functools.cached_property
    def call_format(self) -> CallFormat | None:
        """How this template writes the call of a tool; None where it knows no tools."""
        if self.note or not self._knows_tools:
            return None
        try:
            return find_call_format(lambda messages, options: self._render(self._prepare(messages), options))
        except TemplateRefused:
            return None

    def close(self) -> None:
        """End the child process that renders the template, if there is one."""
        if self._child:
            self._child.close()
            self._child = None

    def _own_template(self, program: TemplateProgram) -> tuple[Render, bool]:
        """Return the model's own template, tried on a sample conversation, else its family's; and whether it merges system."""
        if not program.source:
            return self._family_template("the model has no chat template")
        try:
            render = self._renderer(program)
            return render, _must_merge_system(render)
        except TemplateRefused as refused:
            return self._family_template(str(refused))

    def _renderer(self, program: TemplateProgram) -> Render:
        if hashlib.sha256(program.source.encode("utf-8", "replace")).hexdigest() in REVIEWED:
            return compile_template(program)
        self._child = child = _TemplateProcess(program)
        return child.render

    def _family_template(self, reason: str) -> tuple[Render, bool]:
        self.close()
        self.note = f"{reason}; written as {self._family.name}"
        return self._family.render, self._family.system is None

    def _prepare(self, messages: Sequence[ChatMessage]) -> list[ChatMessage]:
        """Alternate the roles, without a system message for a model that has none: many templates insist on this."""
        return merge_neighbours(system_as_user(messages) if self._merges_system else messages)


def system_as_user(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """Return the messages with the system's text as a user's, to be merged with the first question."""
    return [
        msgspec.structs.replace(message, role="user") if message.role == "system" else message for message in messages
    ]


def merge_neighbours(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """Return the messages with neighbours of one role merged, their texts an empty line apart."""
    merged: list[ChatMessage] = []
    for message in messages:
        if (
            merged
            and merged[-1].role == message.role
            and message.role != "tool"
            and not (message.call or merged[-1].call)
        ):
            merged[-1] = ChatMessage(message.role, f"{merged[-1].text}\n\n{message.text}")
        else:
            merged.append(message)
    return merged


SYSTEM, FIRST, ANSWER, SECOND = "Sys0tem", "Fir1st", "Ans2wer", "Sec3ond"
LATER = (ChatMessage("assistant", ANSWER), ChatMessage("user", SECOND))


def _must_merge_system(render: Render) -> bool:
    """Try a conversation with a system message and one without. Raises TemplateRefused when both lose or move texts.

    A template that moves the system's text as the conversation grows counts as one without: its prefix would change.
    """
    try:
        if _is_steady(render, [ChatMessage("system", SYSTEM), ChatMessage("user", FIRST)]):
            return False
    except TemplateRefused as refused:
        if refused.args[0] == _TemplateProcess.DEAD:
            raise
    if not _keeps_order(render([ChatMessage("user", FIRST), *LATER], ANSWERING), (FIRST, ANSWER, SECOND)):
        raise TemplateRefused("the template loses text")
    return True


def _is_steady(render: Render, beginning: list[ChatMessage]) -> bool:
    """Return whether all texts are kept, and the text up to the first question stays the same as the conversation grows."""
    first, second = render(beginning, ANSWERING), render([*beginning, *LATER], ANSWERING)
    return _keeps_order(second, (SYSTEM, FIRST, ANSWER, SECOND)) and second.startswith(
        first[: first.find(FIRST)] + FIRST
    )


def _keeps_order(text: str, parts: Sequence[str]) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


class _TemplateProcess:
    """A child process that renders one template. After a rendering that took too long it is dead, and refuses."""

    DEAD = "the template took too much time or memory"

    def __init__(self, program: TemplateProgram) -> None:
        command = [sys.executable, "-m", "engine.models.llama.template_sandbox"]
        pipe, null = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=null, env=child_environment())
        self._receive(START_SECONDS)
        self._send(program)

    def render(self, messages: Sequence[ChatMessage], options: RenderOptions) -> str:
        """Raises TemplateRefused."""
        self._send(RenderRequest(tuple(messages), options))
        reply = self._receive(RENDER_SECONDS)
        if reply.refused:
            raise TemplateRefused(reply.refused)
        return reply.text

    def _receive(self, seconds: float) -> RenderReply:
        has_replied = threading.Event()
        killer = threading.Thread(target=self._kill_after, args=(seconds, has_replied), name="template limit")
        killer.start()
        try:
            line = self._process.stdout.readline() if self._process.stdout else b""
        finally:
            has_replied.set()
            killer.join()
        if not line.endswith(b"\n"):
            raise TemplateRefused(self.DEAD)
        return _REPLY_DECODER.decode(line)

    def _kill_after(self, seconds: float, has_replied: threading.Event) -> None:
        """Kill the child when its time is over. What passes while this process is stopped is not its time."""
        clock = WorkingClock()
        while not has_replied.wait(POLL_SECONDS):
            if clock.seconds() > seconds:
                return self._process.kill()
        return None

    def close(self) -> None:
        with self._process as process:
            process.kill()

    def _send(self, message: msgspec.Struct) -> None:
        try:
            assert self._process.stdin
            self._process.stdin.write(msgspec.json.encode(message) + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise TemplateRefused(self.DEAD) from None
