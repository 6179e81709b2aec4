"""A small tool server for tests: MCP over standard input and output. Its behaviour is chosen by the first argument.

plain: the tools echo, count (many words), env (what it can reach), fail, die and hang. silent: never answers. gone: ends at once.
flood: sends a line without end. strange: sends what is no message between its answers, and asks the client.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time

TEXT = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
NONE = {"type": "object", "properties": {}}
TOOLS = [
    {"name": "echo", "description": "Say the text again.", "inputSchema": TEXT},
    {"name": "count", "description": "Count to 20000.", "inputSchema": NONE},
    {"name": "reach", "description": "Try the network.", "inputSchema": NONE},
    {"name": "fail", "description": "Fail.", "inputSchema": NONE},
    {"name": "die", "description": "End the server.", "inputSchema": NONE},
    {"name": "hang", "description": "Never answer.", "inputSchema": NONE},
    {"name": "refuse", "description": "Answer with an error.", "inputSchema": NONE},
]


def reach() -> str:
    """Try a socket of each family, and tell what happened."""
    tried = []
    for name, family in (("inet", socket.AF_INET), ("inet6", socket.AF_INET6), ("unix", socket.AF_UNIX)):
        try:
            socket.socket(family, socket.SOCK_STREAM).close()
            tried.append(f"{name} open")
        except OSError:
            tried.append(f"{name} refused")
    return ", ".join(tried)


def call(name: str, arguments: dict[str, str]) -> dict[str, object]:
    if name == "die":
        os._exit(3)
    if name == "hang":
        time.sleep(600)
    texts = {"echo": arguments.get("text", ""), "count": " ".join(map(str, range(20_000))), "reach": reach()}
    content = [
        {"type": "text", "text": texts.get(name, "It failed.")},
        *([{"type": "image"}] if name == "fail" else []),
    ]
    return {"content": content, "isError": name == "fail"}


def answer(message: dict[str, object]) -> dict[str, object]:
    method, params = message["method"], message.get("params") or {}
    assert isinstance(params, dict)
    if method == "initialize":
        return {
            "result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": {"name": "test"}}
        }
    if method == "tools/list":
        if "cursor" in params:
            return {"result": {"tools": TOOLS[3:]}}
        return {"result": {"tools": [*TOOLS[:3], {"name": 3}, {"name": "x" * 99}], "nextCursor": "more"}}
    if method == "tools/call" and params["name"] == "refuse":
        return {"error": {"code": -32602, "message": "not today"}}
    return {"result": call(str(params["name"]), params.get("arguments") or {})}


def main(behaviour: str) -> None:
    if behaviour == "gone":
        return
    for line in sys.stdin:
        message = json.loads(line)
        if behaviour == "silent" or "id" not in message or "method" not in message:
            continue
        if behaviour == "flood":
            while True:
                sys.stdout.write("x" * 100_000)
        if behaviour == "strange":
            print('starting up …\n[1, 2]\n{"jsonrpc": "2.0"}')
            print(json.dumps({"jsonrpc": "2.0", "id": 900, "method": "ping"}))
            print(json.dumps({"jsonrpc": "2.0", "id": 901, "method": "sampling/createMessage", "params": {}}))
            print(json.dumps({"jsonrpc": "2.0", "method": "notifications/message", "params": {}}))
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], **answer(message)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
