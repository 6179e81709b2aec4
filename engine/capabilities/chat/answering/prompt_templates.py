"""The texts of resources/prompts that surround a question, in one language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from engine.protocol.answering.memories import RecalledMemory
from engine.protocol.answering.passage import Passage
from engine.protocol.classification import PredictedLabel
from engine.text.language import Language

FOLDER = Path(__file__).parents[4] / "resources" / "prompts"
_BRACES = re.compile(r"\{(\w+)\}")
NAMES = ("system", "documents", "focused", "label", "insist", "memories", "notes", "take_notes")


class PromptTemplates(msgspec.Struct, frozen=True):
    """The texts of resources/prompts in one language.

    `focused` takes the place of `documents` for a small model, which numbers and frames around passages confuse.
    `label` introduces the class that a classifier predicted for the question. `insist` asks once more for the language.
    `memories` introduces what the person told in other conversations, `notes` the running summary of this one.
    `take_notes` asks for a sentence of that summary.
    """

    system: str
    documents: str
    focused: str = ""
    label: str = ""
    insist: str = ""
    memories: str = ""
    notes: str = ""
    take_notes: str = ""
    numbers_passages: bool = True

    @classmethod
    def read(cls, language: Language, folder: Path = FOLDER) -> PromptTemplates:
        """Read the templates of a language."""
        return cls(**{name: (folder / language / f"{name}.txt").read_text("utf-8").strip() for name in NAMES})  # type: ignore[arg-type]  # each of these is text

    def for_small_model(self) -> PromptTemplates:
        """The same with the short template for passages."""
        return replace(self, documents=self.focused, numbers_passages=False)

    def with_label(self, question: str, label: PredictedLabel | None) -> str:
        """The question after a line with its predicted label; the question alone without one."""
        if label is None:
            return question
        values = {
            "classifier": label.classifier,
            "label": label.label,
            "probability": f"{label.probability:.0%}",
            "question": question,
        }
        return self.label.format_map(values)

    def insisting(self, question: str) -> str:
        """The question with a last line that asks for its language."""
        return f"{question}\n\n{self.insist}"

    @property
    def before_passages(self) -> str:
        """The beginning of every question with passages."""
        return self.documents.partition("{passages}")[0]

    def with_passages(self, question: str, passages: Sequence[Passage]) -> str:
        """The question after its passages; the question alone without any."""
        if not passages:
            return question
        quotations = "\n\n".join(
            _numbered(number, passage) if self.numbers_passages else passage.text
            for number, passage in enumerate(passages, 1)
        )
        return _filled(self.documents, passages=quotations, question=question)

    def with_memories(self, question: str, memories: Sequence[RecalledMemory]) -> str:
        """The question, or the passages with it, after what the person told before; the same without any memory."""
        if not memories:
            return question
        lines = "\n".join(f"- {' '.join(memory.text.split())}" for memory in memories)
        return _filled(self.memories, memories=lines, question=question)

    def with_notes(self, system: str, notes: str) -> str:
        """The system prompt with the running summary below it; the same without one."""
        if not notes.strip():
            return system
        return _filled(self.notes, system=system, notes=notes.strip())


def _filled(template: str, **values: str) -> str:
    """Return a template with its braces filled at once: braces in a document or a question stay as they are."""
    return _BRACES.sub(lambda match: values.get(match[1], match[0]), template)


def _numbered(number: int, passage: Passage) -> str:
    place = passage.label or f"{passage.page}"
    return f'[{number}] {passage.title}, {place}:\n"""\n{passage.text.replace(chr(34) * 3, chr(34))}\n"""'
