"""Reviewed chat templates, one for each family of models, for models whose own template is missing or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from engine.models.interfaces import ChatMessage
from engine.models.llama.template_sandbox import RenderOptions

Affixes = tuple[str, str]
"""The text before and after a message."""


class TemplateFamily(msgspec.Struct, frozen=True):
    """The text before and after each message. `marker` is the special token by which the family is recognised.

    `opening` comes before the answer to generate. Without `system`, the system's message is written as a user's.
    """

    name: str
    marker: str
    user: Affixes
    assistant: Affixes
    opening: str
    system: Affixes | None = None
    beginning: str = ""

    def render(self, messages: Sequence[ChatMessage], options: RenderOptions) -> str:
        """Return the text of the messages, up to where the assistant's answer begins if the options say so."""
        affixes = {"system": self.system or self.user, "user": self.user, "assistant": self.assistant}
        parts = (affixes[m.role][0] + m.text + affixes[m.role][1] for m in messages)
        return self.beginning + "".join(parts) + (self.opening if options.opens_answer else "")


def _role_between(before: str, after: str) -> Callable[[str], Affixes]:
    return lambda role: (before.format(role), after)


_chatml = _role_between("<|im_start|>{}\n", "<|im_end|>\n")
_llama3 = _role_between("<|start_header_id|>{}<|end_header_id|>\n\n", "<|eot_id|>")
_phi = _role_between("<|{}|>\n", "<|end|>\n")
_gemma = _role_between("<start_of_turn>{}\n", "<end_of_turn>\n")

FAMILIES = (
    TemplateFamily(
        "chatml", "<|im_start|>", _chatml("user"), _chatml("assistant"), _chatml("assistant")[0], _chatml("system")
    ),
    TemplateFamily(
        "llama3", "<|start_header_id|>", _llama3("user"), _llama3("assistant"), _llama3("assistant")[0],
        _llama3("system"), "<|begin_of_text|>",
    ),
    TemplateFamily("gemma", "<start_of_turn>", _gemma("user"), _gemma("model"), _gemma("model")[0], None, "<bos>"),
    TemplateFamily("phi", "<|end|>", _phi("user"), _phi("assistant"), _phi("assistant")[0], _phi("system")),
    TemplateFamily("mistral", "[INST]", ("[INST] ", " [/INST]"), (" ", "</s>"), "", None, "<s>"),
)  # fmt: skip
PLAIN = TemplateFamily("plain", "", ("User: ", "\n"), ("Assistant: ", "\n"), "Assistant:", ("", "\n\n"))


def family_of(source: str, is_special_token: Callable[[str], bool]) -> TemplateFamily:
    """Return the family whose marker is in the template's source, else the one whose marker is in the vocabulary."""
    for has_marker in (lambda marker: marker in source, is_special_token):
        for family in FAMILIES:
            if has_marker(family.marker):
                return family
    return PLAIN
