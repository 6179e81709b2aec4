"""A model's chat template, which is a program by a stranger: rendered in a sandbox, reviewed ones here, others in a worker."""

from __future__ import annotations

from collections.abc import Sequence

from engine.models.kinds import Turn


class ChatTemplate:
    def __init__(self, source: str, bos: str, eos: str) -> None:
        self.note = ""

    def render(self, turns: Sequence[Turn]) -> str:
        """The text up to where the assistant's answer begins."""
        said = "".join(f"<|im_start|>{turn.role}\n{turn.text}<|im_end|>\n" for turn in turns)
        return said + "<|im_start|>assistant\n"

    def close(self) -> None: ...
