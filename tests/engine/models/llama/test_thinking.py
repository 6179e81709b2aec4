"""Thinking is told from the answer, however its tags come: split over tokens, without a beginning, without an end, in code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.models.llama.generating.text_stream import AnswerStream
from engine.models.llama.thinking import ThinkingModes, ThinkingSplitter, thinking_support
from engine.protocol.errors import ModelDamaged
from tests.support.tiny_gguf import tiny_gguf

GPT_OSS = (
    "<|channel|>analysis<|message|>I add.<|end|><|start|>assistant<|channel|>commentary<|message|>Hm.<|end|>"
    "<|start|>assistant<|channel|>final<|message|>It is 4."
)


def divided(text: str, prompt_end: str = "", size: int = 1) -> tuple[str, str]:
    """Feed a text in pieces of `size` characters; return the thinking and the answer."""
    splitter, thinking, answer = ThinkingSplitter(prompt_end), "", ""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    for kind, part in [*(part for piece in pieces for part in splitter.feed(piece)), *splitter.finish()]:
        if kind == "text":
            answer += part
        elif kind == "thinking":
            thinking += part
        else:
            thinking, answer = thinking + answer, ""
    return thinking.strip(), answer


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize(
    ("text", "prompt_end", "thinking", "answer"),
    [
        ("<think>\nTwo and two.\n</think>\n\nIt is 4.", "", "Two and two.", "It is 4."),
        ("Two and two.\n</think>\n\nIt is 4.", "assistant\n<think>\n", "Two and two.", "It is 4."),
        ("Two and two.\n</think>\n\nIt is 4.", "assistant\n", "Two and two.", "It is 4."),
        ("<think>Two and two, and", "", "Two and two, and", ""),
        ("<think>\n\n</think>\n\nIt is 4.", "", "", "It is 4."),
        ("<thinking>Two.</thinking>It is 4.", "", "Two.", "It is 4."),
        ("<reasoning>\nTwo.\n</reasoning>\nIt is 4.", "", "Two.", "It is 4."),
        ("[THINK]Two.[/THINK]It is 4.", "", "Two.", "It is 4."),
        (GPT_OSS, "<|start|>assistant", "I add.Hm.", "It is 4."),
        ("<|channel|>final<|message|>It is 4.", "<|start|>assistant", "", "It is 4."),
        ("<|channel>thought\nTwo.\n<channel|>It is 4.", "<|turn>model\n", "Two.", "It is 4."),
        ("Two.\n<channel|>It is 4.", "<|turn>model\n<|channel>thought\n", "Two.", "It is 4."),
        ("<think>Like:\n```\n</think>\n```\nso.</think>It is 4.", "", "Like:\n```\n</think>\n```\nso.", "It is 4."),
        ("<think>```\nnever closed\n</think>\n\nIt is 4.", "", "```\nnever closed", "It is 4."),
        ("<think>Not `</think>` here.\n</think>\nIt is 4.", "", "Not `</think>` here.", "It is 4."),
        ("First.\n<think>\nMore.\n</think>\nIt is 4.", "", "More.", "First.\nIt is 4."),
    ],
)
def test_thinking_and_answer_are_divided(text: str, prompt_end: str, thinking: str, answer: str, size: int) -> None:
    assert divided(text, prompt_end, size) == (thinking, answer)


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "```html\n<think>\nx\n</think>\n```\nThat is the tag.",
        "The tag `<think>` begins it and `</think>` ends it.",
        "Write <b>bold</b> and <think> so.",
        "a < b, [THI, and <|chan at the end <thin",
        "~~~\n<|channel|>final<|message|>\n~~~\nThis is how it looks.",
        "He said: <|channel|>final<|message|> is a header.",
    ],
)
def test_a_tag_in_code_or_inside_a_line_is_text(text: str, size: int) -> None:
    assert divided(text, "", size) == ("", text)


def test_a_stop_string_ends_the_answer_and_not_the_thinking() -> None:
    stream = AnswerStream(("\n\n",), "")
    parts = [
        part
        for piece in ("<think>One.\n", "\nTwo.</think>", "Three.\n", "\nFour.")
        for part in stream.feed(piece.encode())
    ]
    assert "".join(text for kind, text in parts if kind == "thinking") == "One.\n\nTwo."
    assert "".join(text for kind, text in parts if kind == "text") == "Three."
    assert stream.stopped and stream.finish() == []


@pytest.mark.parametrize(
    ("template", "support"),
    [
        ("{%- if enable_thinking is defined and enable_thinking is false %}<think></think>{% endif %}", "optional"),
        ("{% if not thinking is defined %}{% set thinking = false %}{% endif %}", "optional"),
        ("{{ '<|assistant|><think>' }}", "always"),
        ("{{ '<|channel|>final<|message|>' }}", "always"),
        ("{% if message.thinking %}{{ message.thinking }}{% endif %}", "none"),
        ("{{ 'Start by thinking, then answer.' }}", "none"),
        ("", "none"),
    ],
)
def test_a_template_tells_whether_its_model_thinks(template: str, support: str) -> None:
    assert thinking_support(template) == support


def test_whether_a_model_thinks_is_read_once_from_each_file(tmp_path: Path) -> None:
    modes, path, model = ThinkingModes(), tmp_path / "model.gguf", tiny_gguf()
    path.write_bytes(model.to_bytes())
    assert modes.of(path) == "none"
    as_it_was = path.stat()
    path.write_bytes(b"X" * as_it_was.st_size)  # no other file, by its size and time: it is not opened again
    os.utime(path, ns=(as_it_was.st_atime_ns, as_it_was.st_mtime_ns))
    assert modes.of(path) == "none"
    template = model.entry("tokenizer.chat_template")
    assert template is not None
    template.value = b"{% if enable_thinking %}<think>{% endif %}"
    path.write_bytes(model.to_bytes())
    assert modes.of(path) == "optional"


def test_a_damaged_file_does_not_tell_whether_it_thinks(tmp_path: Path) -> None:
    (tmp_path / "damaged.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelDamaged):
        ThinkingModes().of(tmp_path / "damaged.gguf")
    with pytest.raises(FileNotFoundError):
        ThinkingModes().of(tmp_path / "gone.gguf")
