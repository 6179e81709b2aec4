"""The person's own prompts as Markdown: headings for names, blocks of code for texts, comments that tell what each thing is.

A comment, `<!-- ateneo:prompt command="tone" -->`, stands above each entry, each field and each step; its values are JSON
strings. The heading below it is the name, and the next block of code the text, as it is. Everything else is for people, and
is not read, so that such a file may be changed and added to by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import get_args

import msgspec

from engine.capabilities.prompts.api import Chain, ChainStep, Persona, PersonaFields, SavedPrompt
from engine.capabilities.prompts.exported_prompts import ExportedPrompts
from engine.protocol.answering.presets import Preset
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.i18n import Translations

VERSION = 1
_FILE, _PROMPT, _PERSONA, _CHAIN = "prompts", "prompt", "persona", "chain"
_TEXT, _FIELD, _QUESTION, _ANSWER, _STEP = "text", "field", "question", "answer", "step"
_ENTRIES = (_PROMPT, _PERSONA, _CHAIN)
_COMMENT = re.compile(r'<!-- ateneo:(\w+)((?: \w+="(?:[^"\\]|\\.)*")*) -->')
_VALUE = re.compile(r' (\w+)=("(?:[^"\\]|\\.)*")')
_FENCE = re.compile(r"(`{3,})\w*")
FIELD_TITLES = {
    "role": "Who answers",
    "instruction": "What it does",
    "context": "What it should know",
    "format": "Form of its answers",
    "audience": "For whom it writes",
    "tone": "How it sounds",
}
"""Fields of a persona, and what stands above them."""


def write_markdown(content: ExportedPrompts, language: str) -> str:
    """Return a file whose headings are in the language."""
    return "".join(_MarkdownWriter(Translations(language)).file(content))


def read_markdown(text: str) -> ExportedPrompts:
    """Return the entries of a file. Raises ValueError for a file that is none of ours, or one with a damaged entry."""
    if text.count("\r\n") == text.count("\n"):  # saved by an editor that ends all lines so
        text = text.replace("\r\n", "\n")
    parts = list(_parts(text))
    if not parts or parts[0].kind != _FILE:
        raise ValueError("the comment of Ateneo is missing")
    if int(parts[0].values.get("version", "0")) > VERSION:
        raise ValueError("a later version of the format")
    entries: list[list[_MarkedPart]] = []
    for part in parts[1:]:
        if part.kind in _ENTRIES:
            entries.append([part])
        elif entries:
            entries[-1].append(part)
    return ExportedPrompts(
        1,
        tuple(_persona(entry) for entry in entries if entry[0].kind == _PERSONA),
        tuple(_prompt(entry) for entry in entries if entry[0].kind == _PROMPT),
        tuple(_chain(entry) for entry in entries if entry[0].kind == _CHAIN),
    )


class _MarkdownWriter:
    def __init__(self, translations: Translations) -> None:
        self._translations = translations

    def file(self, content: ExportedPrompts) -> Iterator[str]:
        yield f"{_comment(_FILE, {'version': str(VERSION)})}\n# {self._tr('Exported prompts')}\n\n"
        for prompt in content.prompts:
            yield from self._prompt(prompt)
        for persona in content.personas:
            yield from self._persona(persona)
        for chain in content.chains:
            yield f"{_comment(_CHAIN, {})}\n## {chain.name}\n\n"
            for step in chain.steps:
                yield f"{_comment(_STEP, {})}\n### {_line(step.name)}\n\n{_block(step.prompt)}"

    def _prompt(self, prompt: SavedPrompt) -> Iterator[str]:
        yield f"{_comment(_PROMPT, {'command': prompt.command})}\n## {prompt.name}\n\n"
        if prompt.command:
            yield f"`/{prompt.command}`\n\n"
        yield f"{_comment(_TEXT, {})}\n{_block(prompt.text)}"
        yield from self._examples(prompt.examples)

    def _persona(self, persona: Persona) -> Iterator[str]:
        values = {
            "language": persona.language,
            "tools": ", ".join(persona.tools),
            "preset": persona.preset or "",
            "model": persona.model,
            "hands_to": "\n".join(persona.hands_to),
        }
        yield f"{_comment(_PERSONA, values)}\n## {persona.name}\n\n"
        for name, title in FIELD_TITLES.items():
            if text := getattr(persona.fields, name):
                yield f"{_comment(_FIELD, {'name': name})}\n**{self._tr(title)}**\n\n{_block(text)}"
        yield from self._examples(persona.examples)

    def _examples(self, examples: tuple[PromptExample, ...]) -> Iterator[str]:
        for number, example in enumerate(examples, 1):
            question = self._tr("Question of example {number}", number=number)
            answer = self._tr("Answer of example {number}", number=number)
            yield f"{_comment(_QUESTION, {})}\n**{question}**\n\n{_block(example.question)}"
            yield f"{_comment(_ANSWER, {})}\n**{answer}**\n\n{_block(example.answer)}"

    def _tr(self, source: str, **values: object) -> str:
        return self._translations.tr("prompts", source, **values)


class _MarkedPart(msgspec.Struct):
    """A comment with its values, and the heading and the text below it; None where there are none."""

    kind: str
    values: Mapping[str, str]
    heading: str | None = None
    text: str | None = None


def _parts(file: str) -> Iterator[_MarkedPart]:
    """Yield the parts of a file. Within a block of code nothing is a comment or a heading."""
    part: _MarkedPart | None = None
    lines = iter(file.split("\n"))
    for line in lines:
        line = line.removesuffix("\r")
        if match := _COMMENT.fullmatch(line.strip()):
            if part is not None:
                yield part
            part = _MarkedPart(match[1], {name: json.loads(value) for name, value in _VALUE.findall(match[2])})
        elif part is None:
            continue
        elif line.startswith("#") and part.heading is None and part.text is None:
            part.heading = line.lstrip("#").strip()
        elif match := _FENCE.fullmatch(line):
            text = _read_block(lines, match[1])
            part.text = text if part.text is None else part.text
    if part is not None:
        yield part


def _read_block(lines: Iterator[str], fence: str) -> str:
    """Return the lines up to the closing fence. Raises ValueError where there is none."""
    read: list[str] = []
    for line in lines:
        if line.removesuffix("\r") == fence:
            return "\n".join(read)
        read.append(line)
    raise ValueError("a block of code without an end")


def _prompt(entry: list[_MarkedPart]) -> SavedPrompt:
    text = next((part.text for part in entry if part.kind in (_PROMPT, _TEXT) and part.text is not None), "")
    return SavedPrompt(_name(entry), text, entry[0].values.get("command", ""), examples=_examples(entry))


def _persona(entry: list[_MarkedPart]) -> Persona:
    values = entry[0].values
    names = PersonaFields.__struct_fields__
    fields = {part.values["name"]: part.text or "" for part in entry if part.values.get("name") in names}
    preset: Preset | None = next((known for known in get_args(Preset) if known == values.get("preset")), None)
    return Persona(
        _name(entry),
        "en" if values.get("language") == "en" else "es",
        PersonaFields(**fields),
        tools=tuple(tool.strip() for tool in values.get("tools", "").split(",") if tool.strip()),
        examples=_examples(entry),
        preset=preset,
        model=values.get("model", ""),
        hands_to=tuple(name.strip() for name in values.get("hands_to", "").split("\n") if name.strip()),
    )


def _chain(entry: list[_MarkedPart]) -> Chain:
    steps = (ChainStep(part.heading or "", part.text or "") for part in entry if part.kind == _STEP)
    return Chain(_name(entry), tuple(steps))


def _name(entry: list[_MarkedPart]) -> str:
    """Raises ValueError for an entry without a heading."""
    if not entry[0].heading:
        raise ValueError(f"a {entry[0].kind} without a name")
    return entry[0].heading


def _examples(entry: list[_MarkedPart]) -> tuple[PromptExample, ...]:
    questions = [part.text or "" for part in entry if part.kind == _QUESTION]
    answers = [part.text or "" for part in entry if part.kind == _ANSWER]
    if len(questions) != len(answers):
        raise ValueError("an example without a question or an answer")
    return tuple(PromptExample(question, answer) for question, answer in zip(questions, answers, strict=True))


def _comment(kind: str, values: Mapping[str, str]) -> str:
    """Return a comment with the values that are not empty, in which no sign can end it."""
    given = [f"{name}={_quoted(value)}" for name, value in values.items() if value]
    return f"<!-- ateneo:{' '.join([kind, *given])} -->"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")


def _block(text: str) -> str:
    """Return a block of code, whose fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n\n"


def _line(text: str) -> str:
    return " ".join(text.split())
