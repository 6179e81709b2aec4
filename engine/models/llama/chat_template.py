"""A model's chat template, which is a program by a stranger: reviewed ones are rendered here, others in a limited child."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

import msgspec

from engine.models.interfaces import ChatMessage
from engine.models.llama.template_families import family_of
from engine.models.llama.template_sandbox import Conversation, Program, Refused, Rendering, compiled

PATIENCE, PATIENCE_AT_START = 2.0, 30.0
"""Seconds for one rendering; for the child to start, which says nothing of the template."""
REVIEWED = frozenset(
    {
        "872be49dbb638044ad01b60388f48d469ff2980e5f0dccdc22ec907db54d0788",  # SmolLM2
        "153280e3ff55d19da1398bdb3914ee2a51b80429bfaedde11d7d216c39db80f3",  # ChatML
        "7e995b379ec01747807246483647cd99030abf331653f1119e16d7ac041a3495",  # Mistral 7B 0.1
        "26a59556925c987317ce5291811ba3b7f32ec4c647c400c6cc7e3a9993007ba7",  # Mixtral
        "ba03a121d097859c7b5b9cd03af99aafe95275210d2876f642ad9929a150f122",  # Llama 3
    }
)
"""SHA-256 of templates read by us: each only joins the turns' texts. The others run in a child of their own."""

Render = Callable[[Sequence[ChatMessage]], str]


class ChatTemplate:
    """Turns to the text a model was trained on, the system turn first, byte-stable as the conversation grows.

    `note` says why the model's own template is not used; empty when it is. `knows` tells whether a text is one special token.
    """

    def __init__(self, source: str, bos: str, eos: str, knows: Callable[[str], bool] = lambda _: False) -> None:
        self.note = ""
        self._child: _Child | None = None
        family = family_of(source, knows)
        self._family = msgspec.structs.replace(family, beginning=bos if family.beginning else "")
        self._render, self._merges_system = self._own(Program(source, bos, eos))

    def render(self, turns: Sequence[ChatMessage]) -> str:
        """The text up to where the assistant's answer begins."""
        try:
            return self._render(self._fitted(turns))
        except Refused as refused:
            self._fall_back(str(refused))
            return self._render(self._fitted(turns))

    def close(self) -> None:
        if self._child:
            self._child.close()
            self._child = None

    def _own(self, program: Program) -> tuple[Render, bool]:
        """The model's own template, tried on a probe conversation, else its family's."""
        if not program.source:
            return self._of_family("the model brings no chat template")
        try:
            render = self._renderer(program)
            return render, _must_merge_system(render)
        except Refused as refused:
            return self._of_family(str(refused))

    def _renderer(self, program: Program) -> Render:
        if hashlib.sha256(program.source.encode("utf-8", "replace")).hexdigest() in REVIEWED:
            return compiled(program)
        self._child = child = _Child(program)
        return child.render

    def _of_family(self, why: str) -> tuple[Render, bool]:
        self.close()
        self.note = f"{why}; written as {self._family.name}"
        return self._family.render, self._family.system is None

    def _fall_back(self, why: str) -> None:
        self._render, self._merges_system = self._of_family(why)

    def _fitted(self, turns: Sequence[ChatMessage]) -> list[ChatMessage]:
        """Roles alternating, and no system turn for a model that knows none: what many templates insist on."""
        return joined(without_system(turns) if self._merges_system else turns)


def without_system(turns: Sequence[ChatMessage]) -> list[ChatMessage]:
    """The system's text becomes the beginning of the first user turn."""
    return [msgspec.structs.replace(turn, role="user") if turn.role == "system" else turn for turn in turns]


def joined(turns: Sequence[ChatMessage]) -> list[ChatMessage]:
    """Neighbours of one role as one turn."""
    found: list[ChatMessage] = []
    for turn in turns:
        if found and found[-1].role == turn.role:
            found[-1] = ChatMessage(turn.role, f"{found[-1].text}\n\n{turn.text}")
        else:
            found.append(turn)
    return found


SYSTEM, FIRST, ANSWER, SECOND = "Sys0tem", "Fir1st", "Ans2wer", "Sec3ond"
LATER = (ChatMessage("assistant", ANSWER), ChatMessage("user", SECOND))


def _must_merge_system(render: Render) -> bool:
    """Try a conversation with a system turn and without. Raises Refused when neither keeps its texts in order.

    A template that moves the system's text with every turn counts as one without: its prefix would not be kept.
    """
    try:
        if _is_steady(render, [ChatMessage("system", SYSTEM), ChatMessage("user", FIRST)]):
            return False
    except Refused as refused:
        if refused.args[0] == _Child.DEAD:
            raise
    if not _keeps(render([ChatMessage("user", FIRST), *LATER]), (FIRST, ANSWER, SECOND)):
        raise Refused("the template loses text")
    return True


def _is_steady(render: Render, begun: list[ChatMessage]) -> bool:
    """All texts are kept, and what comes before the first question stays as the conversation grows."""
    first, second = render(begun), render([*begun, *LATER])
    return _keeps(second, (SYSTEM, FIRST, ANSWER, SECOND)) and second.startswith(first[: first.find(FIRST)] + FIRST)


def _keeps(text: str, parts: Sequence[str]) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


class _Child:
    """A warm child that renders one template. After a rendering that took too long it is dead, and refuses."""

    DEAD = "the template took too much time or memory"

    def __init__(self, program: Program) -> None:
        command = [sys.executable, "-m", "engine.models.llama.template_sandbox"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._hear(PATIENCE_AT_START)
        self._send(program)

    def render(self, turns: Sequence[ChatMessage]) -> str:
        """Raises Refused."""
        self._send(Conversation(tuple(turns)))
        reply = self._hear(PATIENCE)
        if reply.refused:
            raise Refused(reply.refused)
        return reply.text

    def _hear(self, patience: float) -> Rendering:
        watch = threading.Timer(patience, self._process.kill)
        watch.start()
        try:
            line = self._process.stdout.readline() if self._process.stdout else b""
        finally:
            watch.cancel()
            watch.join()
        if not line.endswith(b"\n"):
            raise Refused(self.DEAD)
        return msgspec.json.decode(line, type=Rendering)

    def close(self) -> None:
        with self._process as process:
            process.kill()

    def _send(self, message: msgspec.Struct) -> None:
        try:
            assert self._process.stdin
            self._process.stdin.write(msgspec.json.encode(message) + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Refused(self.DEAD) from None
