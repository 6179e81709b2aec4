"""Reviewed ways of writing a conversation, one a family of models: used where a model's own template is missing or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from engine.models.interfaces import ChatMessage

Around = tuple[str, str]


class Family(msgspec.Struct, frozen=True):
    """Text before and after each turn. `mark` is the special token that gives the family away; no `system`: it is merged."""

    name: str
    mark: str
    user: Around
    assistant: Around
    opening: str
    system: Around | None = None
    beginning: str = ""

    def render(self, turns: Sequence[ChatMessage]) -> str:
        """The text up to where the assistant's answer begins."""
        around = {"system": self.system or self.user, "user": self.user, "assistant": self.assistant}
        said = "".join(around[turn.role][0] + turn.text + around[turn.role][1] for turn in turns)
        return self.beginning + said + self.opening


def _tagged(before: str, after: str) -> Callable[[str], Around]:
    return lambda role: (before.format(role), after)


_chatml = _tagged("<|im_start|>{}\n", "<|im_end|>\n")
_llama3 = _tagged("<|start_header_id|>{}<|end_header_id|>\n\n", "<|eot_id|>")
_phi = _tagged("<|{}|>\n", "<|end|>\n")
_gemma = _tagged("<start_of_turn>{}\n", "<end_of_turn>\n")

FAMILIES = (
    Family(
        "chatml", "<|im_start|>", _chatml("user"), _chatml("assistant"), _chatml("assistant")[0], _chatml("system")
    ),
    Family(
        "llama3", "<|start_header_id|>", _llama3("user"), _llama3("assistant"), _llama3("assistant")[0],
        _llama3("system"), "<|begin_of_text|>",
    ),
    Family("gemma", "<start_of_turn>", _gemma("user"), _gemma("model"), _gemma("model")[0], None, "<bos>"),
    Family("phi", "<|end|>", _phi("user"), _phi("assistant"), _phi("assistant")[0], _phi("system")),
    Family("mistral", "[INST]", ("[INST] ", " [/INST]"), (" ", "</s>"), "", None, "<s>"),
)  # fmt: skip
PLAIN = Family("plain", "", ("User: ", "\n"), ("Assistant: ", "\n"), "Assistant:", ("", "\n\n"))


def family_of(source: str, knows: Callable[[str], bool]) -> Family:
    """By the template's text, else by the special tokens the vocabulary knows."""
    for known in (lambda mark: mark in source, knows):
        for family in FAMILIES:
            if known(family.mark):
                return family
    return PLAIN
