"""Exports of conversations as other programs write them, with their odd members. Written after the programs' own code and
public parsers of their files."""

from __future__ import annotations

import base64
import json
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

Json = dict[str, Any]


def png(colour: str = "red") -> bytes:
    """Return the bytes of a small picture."""
    file = BytesIO()
    Image.new("RGB", (32, 24), colour).save(file, "PNG")
    return file.getvalue()


def write_json(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), "utf-8")  # escapes half characters as JavaScript does
    return path


# ChatGPT


def chatgpt_node(id: str, parent: str | None, children: list[str], message: Json | None) -> Json:
    return {"id": id, "message": message, "parent": parent, "children": children}


def chatgpt_message(role: str, parts: object, *, at: float | None = 1_700_000_000.25, **more: object) -> Json:
    content = parts if isinstance(parts, dict) else {"content_type": "text", "parts": parts}
    metadata = {"model_slug": "gpt-4o"} if role == "assistant" else {}
    return {
        "id": "m", "author": {"role": role, "name": None, "metadata": {}}, "create_time": at, "update_time": None,
        "content": content, "status": "finished_successfully", "end_turn": None, "weight": 1.0,
        "metadata": {**metadata, **more.pop("metadata", {})}, "recipient": "all", "channel": None, **more,  # type: ignore[dict-item]
    }  # fmt: skip


def chatgpt_conversation(title: str | None = "Recetas de lentejas") -> Json:
    """A hidden system message, an edited question, a regenerated answer, a tool that ran code, thoughts and a picture."""
    mapping = {
        "root": chatgpt_node("root", None, ["sys"], None),
        "sys": chatgpt_node("sys", "root", ["ctx"], chatgpt_message(
            "system", [""], at=None, metadata={"is_visually_hidden_from_conversation": True})),
        "ctx": chatgpt_node("ctx", "sys", ["q1", "q1b"], chatgpt_message(
            "user", {"content_type": "user_editable_context", "user_profile": "x", "user_instructions": "y"}, at=None)),
        "q1": chatgpt_node("q1", "ctx", ["a1", "a1b"], chatgpt_message(
            "user", {"content_type": "multimodal_text", "parts": [
                {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-AbC123", "size_bytes": 1,
                 "width": 32, "height": 24, "fovea": None, "metadata": None},
                {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_0000gone", "size_bytes": 1},
                "¿Qué plato es este?"]})),
        "a1": chatgpt_node("a1", "q1", [], chatgpt_message("assistant", ["Son lentejas.\ue200cite\ue202turn0search1\ue201"])),
        "a1b": chatgpt_node("a1b", "q1", ["think"], chatgpt_message("assistant", ["Parecen **lentejas**."], at=1_700_000_010)),
        "think": chatgpt_node("think", "a1b", ["call"], chatgpt_message("assistant", {
            "content_type": "thoughts", "thoughts": [{"summary": "Calcular", "content": "Hay que sumar."}],
            "source_analysis_msg_id": "z"})),
        "call": chatgpt_node("call", "think", ["out"], chatgpt_message("assistant", {
            "content_type": "code", "language": "python", "text": "print(2+2)"}, recipient="python")),
        "out": chatgpt_node("out", "call", ["recap"], chatgpt_message("tool", {
            "content_type": "execution_output", "text": "4"})),
        "recap": chatgpt_node("recap", "out", ["a2"], chatgpt_message("assistant", {
            "content_type": "reasoning_recap", "content": "Thought for 3s"})),
        "a2": chatgpt_node("a2", "recap", ["q2"], chatgpt_message("assistant", ["Son cuatro raciones."], at=1_700_000_020)),
        "q2": chatgpt_node("q2", "a2", [], chatgpt_message("user", ["Gracias \ud83d"], at=1_700_000_030)),
        "q1b": chatgpt_node("q1b", "ctx", ["a3"], chatgpt_message("user", ["¿Qué lleva el gazpacho?"], at=1_700_000_040)),
        "a3": chatgpt_node("a3", "q1b", [], chatgpt_message("assistant", ["Tomate."], at=1_700_000_050)),
    }  # fmt: skip
    return {
        "title": title, "create_time": 1_700_000_000.123, "update_time": 1_700_000_060.5, "mapping": mapping,
        "moderation_results": [], "current_node": "q2", "plugin_ids": None, "conversation_id": "c", "gizmo_id": None,
        "conversation_template_id": None, "is_archived": True, "is_starred": None, "safe_urls": [],
        "default_model_slug": "gpt-4o", "id": "c",
    }  # fmt: skip


def chatgpt_drawing() -> Json:
    """A picture that a tool drew for the answer."""
    pointer = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-Drawn1", "size_bytes": 1,
               "width": 32, "height": 24, "metadata": {"dalle": {"prompt": "A cat"}}}  # fmt: skip
    nodes = (
        ("q", None, chatgpt_message("user", ["Draw a cat"], at=1_700_000_100.0)),
        (
            "call",
            "q",
            chatgpt_message("assistant", ['{"prompt": "A cat"}'], recipient="dalle.text2im", at=1_700_000_101.0),
        ),
        (
            "out",
            "call",
            chatgpt_message("tool", {"content_type": "multimodal_text", "parts": [pointer]}, at=1_700_000_102.0),
        ),
        ("a", "out", chatgpt_message("assistant", ["Here it is."], at=1_700_000_103.0)),
    )
    ids = [id for id, *_ in nodes]
    mapping = {
        id: chatgpt_node(id, parent, ids[at + 1 : at + 2], message) for at, (id, parent, message) in enumerate(nodes)
    }
    return {"title": "A cat", "create_time": 1_700_000_100.0, "update_time": 1_700_000_104.0, "mapping": mapping,
            "current_node": "a"}  # fmt: skip


def chatgpt_plain(title: str, count: int = 2, start: float = 1_600_000_000.0) -> Json:
    """A conversation without branches."""
    mapping = {"0": chatgpt_node("0", None, ["1"], None)}
    for at in range(1, count + 1):
        role = "user" if at % 2 else "assistant"
        following = [str(at + 1)] if at < count else []
        message = chatgpt_message(role, [f"{title} {at}"], at=start + at)
        mapping[str(at)] = chatgpt_node(str(at), str(at - 1), following, message)
    return {
        "title": title,
        "create_time": start,
        "update_time": start + count,
        "mapping": mapping,
        "current_node": str(count),
    }


def write_chatgpt_zip(path: Path, conversations: list[Json], pictures: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("chat.html", "<html></html>")
        archive.writestr("user.json", json.dumps({"id": "user-x", "email": "a@b.c"}))
        archive.writestr("message_feedback.json", "[]")
        archive.writestr("shared_conversations.json", json.dumps([{"id": "s", "conversation_id": "c", "title": "t"}]))
        archive.writestr("conversations.json", json.dumps(conversations))
        for name, data in (pictures or {}).items():
            archive.writestr(name, data)
    return path


# Claude


def claude_conversation(*, branches: bool = True) -> Json:
    root = "00000000-0000-4000-8000-000000000000"

    def message(uuid: str, parent: str, sender: str, content: list[Json], at: str, **more: object) -> Json:
        text = " ".join(str(block.get("text", "")) for block in content)
        named = {"parent_message_uuid": parent} if branches else {}
        return {"uuid": uuid, "text": text, "content": content, "sender": sender, "created_at": at, "updated_at": at,
                "attachments": [], "files": [], **named, **more}  # fmt: skip

    def text(value: str) -> Json:
        return {
            "start_timestamp": None,
            "stop_timestamp": None,
            "flags": None,
            "type": "text",
            "text": value,
            "citations": [],
        }

    attachment = {"file_name": "notas.txt", "file_size": 9, "file_type": "txt", "extracted_content": "Café solo"}
    messages = [
        message("h1", root, "human", [text("Resume esto")], "2024-05-01T10:00:00.123456Z", attachments=[attachment],
                files=[{"file_name": "foto.png"}]),
        message("a1", "h1", "assistant", [{"type": "thinking", "thinking": "Es corto.", "summaries": [], "cut_off": False},
                                          text("Habla de café."),
                                          {"type": "tool_use", "name": "artifacts", "input": {"content": "# Café"}},
                                          {"type": "tool_result", "name": "artifacts", "content": [text("OK")]}],
                "2024-05-01T10:00:05Z"),
        message("h2", "a1", "human", [text("Otra vez")], "2024-05-01T10:01:00+00:00"),
        message("a2", "h2", "assistant", [text("Café.")], "2024-05-01T10:01:05Z"),
    ]  # fmt: skip
    if branches:
        messages.append(message("h2b", "a1", "human", [text("Más largo")], "2024-05-01T10:02:00Z"))
    return {"uuid": "c1", "name": "Notas", "summary": "", "model": "claude-3-5-sonnet", "created_at": "2024-05-01T10:00:00Z",
            "updated_at": "2024-05-01T10:02:00Z", "account": {"uuid": "u"}, "chat_messages": messages}  # fmt: skip


# Open WebUI


def open_webui_chat() -> Json:
    picture = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    reasoning = (
        '<details type="reasoning" done="true" duration="2">\n<summary>Thought for 2 seconds</summary>\n'
        "&gt; Dos &amp; dos\n</details>\nCuatro."
    )
    messages = {
        "u1": {"id": "u1", "parentId": None, "childrenIds": ["a1", "a2"], "role": "user", "content": "¿2+2?",
               "timestamp": 1_710_000_000, "models": ["llama3:8b", "qwen"],
               "files": [{"type": "image", "url": picture}, {"type": "image", "url": "/api/v1/files/gone"},
                         {"type": "collection", "name": "x"}]},
        "a1": {"id": "a1", "parentId": "u1", "childrenIds": ["u2"], "role": "assistant", "content": reasoning,
               "model": "llama3:8b", "modelName": "llama3:8b", "modelIdx": 0, "userContext": None,
               "timestamp": 1_710_000_003, "done": True,
               "usage": {"eval_count": 12, "eval_duration": 1_500_000_000}},
        "a2": {"id": "a2", "parentId": "u1", "childrenIds": [], "role": "assistant", "content": "4", "model": "qwen",
               "timestamp": 1_710_000_004, "done": True},
        "u2": {"id": "u2", "parentId": "a1", "childrenIds": ["a3"], "role": "user", "content": "¿Y 3+3?",
               "timestamp": 1_710_000_010},
        "a3": {"id": "a3", "parentId": "u2", "childrenIds": [], "role": "assistant", "content": "Seis", "model": "llama3:8b",
               "timestamp": 1_710_000_012, "done": False},
    }  # fmt: skip
    chat = {"id": "", "title": "Sumas", "models": ["llama3:8b"], "params": {"system": "Sé breve."}, "files": [], "tags": [],
            "history": {"messages": messages, "currentId": "a3"}, "messages": [], "timestamp": 1_710_000_000_000}  # fmt: skip
    return {"id": "x", "user_id": "u", "title": "Sumas", "chat": chat, "updated_at": 1_710_000_020, "created_at": 1_710_000_000,
            "share_id": None, "archived": False, "pinned": True, "meta": {"tags": []}, "folder_id": None}  # fmt: skip


def open_webui_drawing() -> Json:
    """A picture that an answer consists of."""
    picture = f"data:image/png;base64,{base64.b64encode(png('blue')).decode()}"
    messages = {
        "u": {"id": "u", "parentId": None, "childrenIds": ["a"], "role": "user", "content": "Draw the sea",
              "timestamp": 1_710_000_100},
        "a": {"id": "a", "parentId": "u", "childrenIds": [], "role": "assistant", "content": "", "model": "flux",
              "files": [{"type": "image", "url": picture}], "timestamp": 1_710_000_101, "done": True},
    }  # fmt: skip
    return {
        "id": "y",
        "title": "The sea",
        "chat": {"title": "The sea", "history": {"messages": messages, "currentId": "a"}},
    }


# LM Studio


def lm_studio_conversation() -> Json:
    def block(text: str, **more: object) -> Json:
        return {"type": "contentBlock", "stepIdentifier": "1", "content": [{"type": "text", "text": text}],
                "defaultShouldIncludeInContext": True, "shouldIncludeInContext": True, **more}  # fmt: skip

    info = {"indexedModelIdentifier": "qwen/q.gguf", "identifier": "qwen3-4b",
            "stats": {"stopReason": "eosFound", "tokensPerSecond": 20.5, "predictedTokensCount": 7, "totalTimeSec": 0.5,
                      "timeToFirstTokenSec": 0.1}}  # fmt: skip
    question = {"type": "singleStep", "role": "user", "content": [
        {"type": "text", "text": "¿Capital de Perú?"},
        {"type": "file", "fileIdentifier": "1712-mapa.png", "fileType": "image", "sizeBytes": 9}]}  # fmt: skip
    answer = {"type": "multiStep", "role": "assistant", "senderInfo": {"senderName": "qwen3-4b"}, "steps": [
        block("Fácil.", style={"type": "thinking", "ended": True, "title": "Thought for 1 second"}, prefix="<think>"),
        {"type": "debugInfoBlock", "stepIdentifier": "d", "debugInfo": "x"},
        {"type": "contentBlock", "content": [{"type": "toolCallRequest", "name": "wiki", "parameters": {"q": "Perú"}}]},
        block("Lima.", genInfo=info)]}  # fmt: skip
    other = {"type": "multiStep", "role": "assistant", "steps": [block("Es Lima.", genInfo=info)]}
    return {
        "name": "Capitales", "pinned": True, "createdAt": 1_712_000_000_123, "preset": "", "tokenCount": 9, "systemPrompt": "",
        "userLastMessagedAt": 1_712_000_100_000, "usePerChatPredictionConfig": True,
        "perChatPredictionConfig": {"fields": [{"key": "llm.prediction.systemPrompt", "value": "Responde corto."}]},
        "messages": [{"versions": [question], "currentlySelected": 0},
                     {"versions": [other, answer], "currentlySelected": 1},
                     {"versions": [{"type": "singleStep", "role": "user", "content": [{"type": "text", "text": "¿Y Chile?"}]}],
                      "currentlySelected": 0}],
        "lastUsedModel": {"identifier": "qwen3-4b"}, "notes": [], "plugins": [],
    }  # fmt: skip


# Jan


def write_jan_thread(folder: Path, title: str = "Viaje") -> Path:
    folder.mkdir(parents=True)
    thread = {"id": folder.name, "object": "thread", "title": title, "created": 1_720_000_000, "updated": 1_720_000_100,
              "assistants": [{"assistant_id": "jan", "assistant_name": "Jan", "instructions": "Be kind.",
                              "model": {"id": "llama3.2-3b", "settings": {}, "parameters": {}, "engine": "llama-cpp"}}],
              "metadata": {"lastMessage": "x"}}  # fmt: skip
    write_json(folder / "thread.json", thread)

    def message(at: int, role: str, content: list[Json], status: str = "ready") -> Json:
        return {"id": f"m{at}", "object": "thread.message", "thread_id": folder.name, "assistant_id": "jan", "role": role,
                "content": content, "status": status, "created_at": 1_720_000_000_000 + at, "completed_at": 0,
                "attachments": None, "metadata": {}}  # fmt: skip

    def text(value: str) -> Json:
        return {"type": "text", "text": {"value": value, "annotations": []}}

    picture = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{base64.b64encode(png()).decode()}",
                                                  "detail": "auto"}}  # fmt: skip
    lines = [
        message(2, "assistant", [{"type": "reasoning", "text": "Pensar."}, text("Ve a Lima.")]),
        message(1, "user", [text("¿Adónde voy?"), picture]),
        message(3, "user", [text("¿Cuándo?")]),
        message(4, "assistant", [text("<think>hm</think>\nEn mayo.")], "stopped"),
        message(5, "tool", [text("{}")]),
    ]
    (folder / "messages.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n", "utf-8")
    return folder


# GPT4All


class QtStream:
    """Writes as QDataStream does, version Qt_6_2."""

    def __init__(self) -> None:
        self.data = b""

    def raw(self, form: str, *values: object) -> QtStream:
        self.data += struct.pack(f">{form}", *values)
        return self

    def bytes(self, value: bytes | None) -> QtStream:
        return self.raw("I", 0xFFFFFFFF) if value is None else self.raw(f"I{len(value)}s", len(value), value)

    def text(self, value: str | None) -> QtStream:
        return self.bytes(None if value is None else value.encode("utf-16-be"))

    def texts(self, *values: str) -> QtStream:
        self.raw("i", len(values))
        for value in values:
            self.text(value)
        return self


def gpt4all_chat(version: int, turns: list[tuple[str, str]], title: str = "Modelos") -> bytes:
    """Return a chat file of a version from 1 to 13, with a source in its answers and thoughts where the version has them."""
    out = QtStream().raw("Iiq", 0xF5D553CC, version, 1_700_000_000)
    out.text("id").text(title).text(None).text("Llama-3.gguf")
    if version > 2:
        out.texts("Documentos")
    if version <= 10:
        if version > 5:
            out.raw("?", False)
        if version > 1:
            out.raw("ii", 2, 0)
        out.text("last").text(title).raw("I", 5)
        if version <= 5:
            if version < 4:
                out.raw("I", 0)
            out.raw("iQ", 3, 1).raw("f", 0.5).raw("Qi", 1, 7).bytes(b"cache")
    out.raw("i", len(turns))
    for name, value in turns:
        _gpt4all_item(out, version, name, value)
    return out.data


def _gpt4all_item(out: QtStream, version: int, name: str, value: str) -> None:
    if version < 12:
        out.raw("i", 0)
    out.text(f"{name}: ").text(value)
    if version < 10:
        out.text("prompt again")
    out.text("").raw("????", False, name == "Response" and value == "", False, False)
    if version >= 11 and name == "Response":
        out.raw("?", False)
    is_answer = name == "Response"
    if version >= 8:
        out.raw("q", int(is_answer))
        if is_answer:
            for part in ("Documentos", "/d", "a.txt", "A", "", "", "extracto"):
                out.text(part)
            out.raw("iii", -1, 1, 2)
    elif version >= 3:
        out.text('1. "A". In a.txt. [Context](context://1)').texts("extracto")
    if version >= 10:
        out.raw("q", int(not is_answer))
        if not is_answer:
            out.bytes(b"file:///home/x/nota.txt").bytes(b"una nota")
    if version >= 12:
        out.raw("q", int(is_answer))
        if is_answer:
            out.text("Response: ").text("").raw("q", 2)
            out.text("Think: ").text("<think>pienso</think>").raw("iq", 900, 0)
            out.text("ToolCall: ").text("print(1)").text("javascript_interpret").raw("q", 1)
            out.text("code").raw("i", 0).raw("I?", 10, False).text("print(1)")
            out.text("1").raw("i", 0).text("").raw("q", 0)


MARKDOWN = """# Plantas

**Tú:** ¿Cuánta agua quiere un cactus?

**Asistente:** Poca.

```
**Tú:** esto es código
```

---

**Tú:** Gracias
"""
