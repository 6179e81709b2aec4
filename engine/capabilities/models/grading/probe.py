"""The probe: short questions, each with the text that holds its answer, and how an answer is judged."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from engine.models.interfaces import ChatMessage
from engine.text.language import Language, is_in_other_language
from engine.text.tokens import fold

FOLDER = Path(__file__).parents[4] / "resources"
LANGUAGES: tuple[Language, ...] = ("es", "en")


class ProbeQuestion(msgspec.Struct, frozen=True):
    """A question about `passage`. One of `right` has to be in the answer, and none of `wrong`."""

    question: str
    passage: str
    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()


class Judgement(msgspec.Struct, frozen=True):
    """Whether an answer says what the passage says, and whether it is in the language of the question."""

    is_right: bool
    is_in_language: bool


class Probe(msgspec.Struct, frozen=True):
    """The questions by language. A model passes in a language with `right_to_pass` answers right and as many in the language.

    `prompts` frame a question and its passage. Results are kept with `version`: those of another are not comparable.
    """

    version: int
    right_to_pass: int
    prompts: dict[Language, str]
    es: tuple[ProbeQuestion, ...]
    en: tuple[ProbeQuestion, ...]

    def questions(self, language: Language) -> tuple[ProbeQuestion, ...]:
        """Return the questions in a language, in the order in which they are asked."""
        return self.es if language == "es" else self.en

    def messages(self, question: ProbeQuestion, language: Language) -> list[ChatMessage]:
        """Return a question as the model is asked: the system prompt of chat, then passage and question."""
        system = (FOLDER / "prompts" / language / "system.txt").read_text("utf-8").strip()
        prompt = self.prompts[language].strip()
        text = prompt.replace("{passage}", question.passage.strip()).replace("{question}", question.question)
        return [ChatMessage("system", system), ChatMessage("user", text)]


def read_probe(path: Path = FOLDER / "probes" / "answering.toml") -> Probe:
    """Return the probe that comes with the program."""
    return msgspec.toml.decode(path.read_bytes(), type=Probe)


def judge(answer: str, question: ProbeQuestion, language: Language) -> Judgement:
    """Compare an answer with the accepted ones, as whole words; upper case and accents do not count."""
    is_right = any(_contains(answer, word) for word in question.right)
    is_wrong = any(_contains(answer, word) for word in question.wrong)
    is_in_language = bool(answer.strip()) and not is_in_other_language(answer, language, is_finished=True)
    return Judgement(is_right and not is_wrong, is_in_language)


def _contains(answer: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(words))}(?!\w)", fold(answer)) is not None
