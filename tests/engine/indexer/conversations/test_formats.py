"""Exports of each program become trees of questions and answers, with their times, models, thoughts and pictures."""

from __future__ import annotations

import zipfile
from pathlib import Path

import msgspec
import pytest

from engine.indexer.conversations.reader import read_conversations
from engine.protocol.children.conversation_file import ConversationRecord
from engine.protocol.children.indexing import CONVERSATIONS_FILE, ConversationsResult
from engine.protocol.errors import ConversationsNewer
from tests.support import conversation_exports as exports


class Read:
    """The result of reading an export, and what was written."""

    def __init__(self, path: Path, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.result: ConversationsResult = read_conversations(path, folder, lambda done, total: None)
        lines = (folder / CONVERSATIONS_FILE).read_bytes().splitlines()
        self.records = [msgspec.json.decode(line, type=ConversationRecord) for line in lines]

    @property
    def record(self) -> ConversationRecord:
        (record,) = self.records
        return record


def texts(record: ConversationRecord) -> list[tuple[int, int | None, str, str]]:
    return [(m.id, m.parent, m.role, m.text) for m in record.messages]


def test_chatgpt_keeps_branches_models_times_thoughts_and_pictures(tmp_path: Path) -> None:
    path = exports.write_chatgpt_zip(
        tmp_path / "export.zip", [exports.chatgpt_conversation()], {"file-AbC123-plato.png": exports.png()}
    )
    read = Read(path, tmp_path / "read")
    record = read.record
    assert texts(record) == [
        (1, None, "user", "¿Qué plato es este?"),
        (2, 1, "assistant", "Son lentejas."),
        (
            3,
            1,
            "assistant",
            "Parecen **lentejas**.\n\n```python\nprint(2+2)\n```\n\n```\n4\n```\n\nSon cuatro raciones.",
        ),
        (4, 3, "user", "Gracias \N{REPLACEMENT CHARACTER}"),
        (5, None, "user", "¿Qué lleva el gazpacho?"),
        (6, 5, "assistant", "Tomate."),
    ]
    assert (record.title, record.leaf, record.is_archived) == ("Recetas de lentejas", 4, True)
    assert (record.created_at, record.changed_at) == (1_700_000_000_123, 1_700_000_060_500)
    assert record.messages[2].thinking == "Calcular\n\nHay que sumar."
    assert {m.model for m in record.messages if m.role == "assistant"} == {"gpt-4o"}
    assert [m.created_at for m in record.messages][:3] == [1_700_000_000_250, 1_700_000_000_250, 1_700_000_010_000]
    (picture,) = record.messages[0].pictures
    assert (read.folder / picture.file).read_bytes() == exports.png()
    assert read.result == ConversationsResult("chatgpt", 1, missing_pictures=1)


@pytest.mark.parametrize("branches", [True, False])
def test_claude_keeps_thinking_attachments_and_the_newer_exports_branches(tmp_path: Path, branches: bool) -> None:
    path = exports.write_json(tmp_path / "conversations.json", [exports.claude_conversation(branches=branches)])
    read = Read(path, tmp_path / "read")
    listed = texts(read.record)
    assert listed[0] == (1, None, "user", "Resume esto\n\nnotas.txt\n\n```\nCafé solo\n```")
    assert listed[1] == (2, 1, "assistant", "Habla de café.\n\n```\n# Café\n```")
    assert read.record.messages[1].thinking == "Es corto."
    assert listed[2:4] == [(3, 2, "user", "Otra vez"), (4, 3, "assistant", "Café.")]
    assert listed[4:] == ([(5, 2, "user", "Más largo")] if branches else [])
    assert read.record.messages[0].created_at == 1_714_557_600_123
    assert (read.record.title, read.record.messages[1].model) == ("Notas", "claude-3-5-sonnet")
    assert (read.result.source, read.result.missing_pictures) == ("claude", 1)


def test_open_webui_keeps_the_answers_of_several_models(tmp_path: Path) -> None:
    read = Read(exports.write_json(tmp_path / "chat-export.json", [exports.open_webui_chat()]), tmp_path / "read")
    record = read.record
    assert texts(record) == [
        (1, None, "user", "¿2+2?"),
        (2, 1, "assistant", "Cuatro."),
        (3, 2, "user", "¿Y 3+3?"),
        (4, 3, "assistant", "Seis"),
        (5, 1, "assistant", "4"),
    ]
    assert (record.messages[1].thinking, record.messages[1].tokens, record.messages[1].seconds) == (
        "Dos & dos",
        12,
        1.5,
    )
    assert [m.model for m in record.messages if m.role == "assistant"] == ["llama3:8b", "llama3:8b", "qwen"]
    assert (record.leaf, record.is_pinned, record.messages[3].state) == (4, True, "stopped")
    assert bytes(record.settings) == '{"system":"Sé breve."}'.encode()
    assert len(record.messages[0].pictures) == 1 and read.result.missing_pictures == 1


def test_lm_studio_keeps_all_versions_and_goes_on_from_the_chosen_one(tmp_path: Path) -> None:
    path = exports.write_json(tmp_path / "conversations" / "1.conversation.json", exports.lm_studio_conversation())
    (tmp_path / "user-files").mkdir()
    (tmp_path / "user-files" / "1712-mapa.png").write_bytes(exports.png())
    read = Read(path, tmp_path / "read")
    record = read.record
    call = '```json\n{"name": "wiki", "parameters": {"q": "Perú"}}\n```'
    assert texts(record) == [
        (1, None, "user", "¿Capital de Perú?"),
        (2, 1, "assistant", "Es Lima."),
        (3, 1, "assistant", f"{call}\n\nLima."),
        (4, 3, "user", "¿Y Chile?"),
    ]
    assert record.messages[2].thinking == "Fácil."
    assert (record.messages[2].tokens, record.messages[2].seconds) == (7, 0.5)
    assert (record.leaf, record.created_at, record.title) == (4, 1_712_000_000_123, "Capitales")
    assert bytes(record.settings) == b'{"system":"Responde corto."}'
    assert len(record.messages[0].pictures) == 1 and read.result.missing_pictures == 0


@pytest.mark.parametrize("named", ["threads", "threads/t1", "threads/t1/thread.json", "threads/t1/messages.jsonl"])
def test_jan_is_read_from_its_folder_or_either_file(tmp_path: Path, named: str) -> None:
    exports.write_jan_thread(tmp_path / "threads" / "t1")
    read = Read(tmp_path / named, tmp_path / "read")
    assert [text[2:] for text in texts(read.record)] == [
        ("user", "¿Adónde voy?"),
        ("assistant", "Ve a Lima."),
        ("user", "¿Cuándo?"),
        ("assistant", "En mayo."),
    ]
    assert [m.thinking for m in read.record.messages] == ["", "Pensar.", "", "hm"]
    assert [m.state for m in read.record.messages][-1] == "stopped"
    assert (read.record.title, read.record.messages[1].model) == ("Viaje", "llama3.2-3b")
    assert len(read.record.messages[0].pictures) == 1
    assert read.result == ConversationsResult("jan", 1)


def test_jans_folder_in_an_archive_has_all_its_threads(tmp_path: Path) -> None:
    for name in ("t1", "t2"):
        exports.write_jan_thread(tmp_path / "jan" / "threads" / name, title=name)
    with zipfile.ZipFile(tmp_path / "jan.zip", "w") as archive:
        for file in sorted((tmp_path / "jan").rglob("*.json*")):
            archive.write(file, file.relative_to(tmp_path).as_posix())
    assert [record.title for record in Read(tmp_path / "jan.zip", tmp_path / "read").records] == ["t1", "t2"]


@pytest.mark.parametrize("version", range(1, 14))
def test_gpt4all_chats_of_every_version_are_read(tmp_path: Path, version: int) -> None:
    turns = [("Prompt", "¿Qué es un token?"), ("Response", "Un trozo de texto.")]
    (tmp_path / "gpt4all-1.chat").write_bytes(exports.gpt4all_chat(version, turns))
    record = Read(tmp_path / "gpt4all-1.chat", tmp_path / "read").record
    question, answer = record.messages
    assert question.text.endswith("¿Qué es un token?") and answer.text.endswith("Un trozo de texto.")
    assert ("una nota" in question.text) == (version >= 10)
    assert (answer.thinking, "print(1)" in answer.text) == (("pienso", True) if version >= 12 else ("", False))
    assert (record.title, answer.model, record.created_at) == ("Modelos", "Llama-3.gguf", 1_700_000_000_000)


def test_a_folder_of_gpt4all_chats_is_one_import(tmp_path: Path) -> None:
    folder = tmp_path / "gpt4all"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"gpt4all-{name}.chat").write_bytes(
            exports.gpt4all_chat(10, [("Prompt", name), ("Response", "Sí")], name)
        )
    (folder / "gpt4all-cut.chat").write_bytes(exports.gpt4all_chat(10, [("Prompt", "x")])[:-9])
    (folder / "model.gguf").write_bytes(b"GGUF")
    read = Read(folder, tmp_path / "read")
    assert [record.title for record in read.records] == ["a", "b"] and read.result.is_cut


def test_a_newer_gpt4all_chat_is_said_to_be_newer(tmp_path: Path) -> None:
    (tmp_path / "new.chat").write_bytes(exports.gpt4all_chat(14, [("Prompt", "x")]))
    with pytest.raises(ConversationsNewer):
        Read(tmp_path / "new.chat", tmp_path / "read")


def test_markdown_with_names_of_speakers_is_a_conversation(tmp_path: Path) -> None:
    (tmp_path / "plantas.md").write_text(exports.MARKDOWN, "utf-8")
    record = Read(tmp_path / "plantas.md", tmp_path / "read").record
    assert [(m.role, m.text) for m in record.messages] == [
        ("user", "¿Cuánta agua quiere un cactus?"),
        ("assistant", "Poca.\n\n```\n**Tú:** esto es código\n```"),
        ("user", "Gracias"),
    ]
    assert record.title == "Plantas"


@pytest.mark.parametrize(
    "text",
    [
        "## User\n\nHi\n\n## Assistant\n\nUser: no\n",
        "### 👤 You:\n\nHi\n\n### 🤖 ChatGPT said:\n\nUser: no\n",
        "\ufeff**Human**: Hi\n\n**Claude**: User: no\n",
        "# You (2024-05-01)\nHi\n# Model\nUser: no",
    ],
)
def test_other_ways_to_name_speakers_in_markdown(tmp_path: Path, text: str) -> None:
    (tmp_path / "chat.md").write_text(text, "utf-8")
    record = Read(tmp_path / "chat.md", tmp_path / "read").record
    assert [(m.role, m.text) for m in record.messages] == [("user", "Hi"), ("assistant", "User: no")]
    assert record.title == "chat"


def test_a_plain_list_of_messages_is_a_conversation(tmp_path: Path) -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Hi"}], "created_at": "2024-05-01T10:00:00Z"},
        {"role": "assistant", "content": "<think>polite</think>Hello", "model": "m"},
        {"role": "assistant", "content": "again"},
        {"role": "user", "content": "one"},
        {"role": "user", "content": "two"},
    ]
    for name, value in (("list", messages), ("object", {"title": "T", "messages": messages})):
        read = Read(exports.write_json(tmp_path / f"{name}.json", value), tmp_path / name)
        assert texts(read.record) == [
            (1, None, "user", "Hi"),
            (2, 1, "assistant", "Hello\n\nagain"),
            (3, 2, "user", "one"),
            (4, 3, "assistant", ""),
            (5, 4, "user", "two"),
        ]
        assert read.record.messages[3].state == "failed"
        assert (read.result.source, read.record.messages[1].thinking) == ("messages", "polite")
