"""Tools that a model may call, and tool servers (MCP over standard input and output). Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.answering.tools import CallResult
from engine.protocol.done import Done
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method

TOOLS = "tools"
"""The noun of change: a page that shows tools or tool servers reads them again."""


class ListTools(msgspec.Struct, frozen=True):
    """Ask for the tools that can be used now, described in `language`."""

    language: str = "en"


class ToolInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tool for a person; `parameters` is the JSON schema of its arguments. `server` is the tool server it comes from.

    `uses_network`: the person lets that server use the network.
    """

    name: str
    title: str
    description: str
    parameters: str
    server: str = ""
    uses_network: bool = False


class Tools(msgspec.Struct, frozen=True):
    """The tools: those that compute, those that read, then those of servers."""

    tools: tuple[ToolInfo, ...]


class CallTool(msgspec.Struct, frozen=True, omit_defaults=True):
    """Run a tool. `arguments` is a JSON object as text. What goes wrong is the text of the result. Raises NotFound."""

    tool: str
    arguments: str
    collections: tuple[str, ...] = ()
    language: str = "en"


NetworkState = Literal["refused", "after_restart", "allowed"]
"""Whether a tool server may use the network; "after_restart": from the next start of the engine."""


class ToolServer(msgspec.Struct, frozen=True):
    """A program that offers tools. `tools` are the names of those it offered when it was last turned on."""

    name: str
    command: tuple[str, ...]
    is_enabled: bool
    tools: tuple[str, ...]
    network: NetworkState = "refused"


class ListServers(msgspec.Struct, frozen=True):
    """Ask for the tool servers."""


class ToolServers(msgspec.Struct, frozen=True):
    """The tool servers by name."""

    servers: tuple[ToolServer, ...]


class AddServer(msgspec.Struct, frozen=True):
    """Add a tool server, turned off. Raises NameTaken; BadRequest for an empty name or command."""

    name: str
    command: tuple[str, ...]


class RemoveServer(msgspec.Struct, frozen=True):
    """Remove a tool server; it can be brought back for 30 days. Raises NotFound."""

    name: str


class RestoreServer(msgspec.Struct, frozen=True):
    """Bring a removed tool server back, turned off. Raises NotFound, NameTaken."""

    name: str


class EnableServer(msgspec.Struct, frozen=True):
    """Turn a tool server on or off. `command` is the command line that the person was shown and agreed to.

    Raises NotFound, BadRequest for another command than the server has, ServerFailed when it does not start.
    """

    name: str
    is_enabled: bool
    command: tuple[str, ...] = ()


class AllowNetwork(msgspec.Struct, frozen=True):
    """Let a tool server use the network, from the next start of the engine, or refuse it, at once.

    `command` is the command line that the person was shown and agreed to. Raises NotFound, BadRequest for another command than
    the server has, NetworkNotRefused where no server is refused the network.
    """

    name: str
    is_allowed: bool
    command: tuple[str, ...] = ()


class NetworkNotRefused(AteneoError):
    """This system has no filter that refuses programs the network."""

    kind = "network_not_refused"
    sentence = "On this system Ateneo cannot refuse programs the network, so that every tool server can use it."


class ServerFailed(AteneoError):
    """A tool server could not be started, or ended."""

    kind = "tool_server_failed"
    sentence = "The tool server “{name}” does not answer. Check its command line; nothing else is affected."


LIST: Method[ListTools, None, Tools] = Method("tools.list", ListTools, None, Tools)
CALL: Method[CallTool, None, CallResult] = Method("tools.call", CallTool, None, CallResult)
LIST_SERVERS: Method[ListServers, None, ToolServers] = Method("tools.list_servers", ListServers, None, ToolServers)
ADD_SERVER: Method[AddServer, None, ToolServer] = Method("tools.add_server", AddServer, None, ToolServer)
REMOVE_SERVER: Method[RemoveServer, None, Done] = Method("tools.remove_server", RemoveServer, None, Done)
RESTORE_SERVER: Method[RestoreServer, None, Done] = Method("tools.restore_server", RestoreServer, None, Done)
ENABLE_SERVER: Method[EnableServer, None, ToolServer] = Method("tools.enable_server", EnableServer, None, ToolServer)
ALLOW_NETWORK: Method[AllowNetwork, None, ToolServer] = Method("tools.allow_network", AllowNetwork, None, ToolServer)
