"""Routes of tools. They run in the model's lane, as calls of a model do; lists and servers' settings answer at once."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from engine.capabilities.tools import api
from engine.capabilities.tools.computing.calculator import CALCULATOR
from engine.capabilities.tools.computing.dates import dates_tool
from engine.capabilities.tools.computing.units import UNIT_CONVERTER
from engine.capabilities.tools.reading.document_tools import DocumentReader, ListFiles, ReadPageText, Retrieve
from engine.capabilities.tools.reading.other_tools import (
    ClassifierNames,
    FindPictures,
    Label,
    SearchMemory,
    classifier_tool,
    memory_tool,
    picture_tool,
)
from engine.capabilities.tools.registry import ToolRegistry
from engine.capabilities.tools.servers.server_network import ServerNetwork
from engine.capabilities.tools.servers.server_store import ServerStore
from engine.capabilities.tools.servers.server_tools import ServerTools
from engine.capabilities.tools.tool import Tool
from engine.context import Capability, EngineContext
from engine.protocol.answering.tools import CallResult, ToolCall, ToolScope
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done
from engine.protocol.errors import BadRequest, NotFound
from engine.protocol.socket_filter import can_refuse_network
from engine.rpc.routes import route

INJECTED = {
    "retrieve": "documents",
    "list_files": "documents",
    "page_text": "documents",
    "find_pictures": "images",
    "label": "classification",
    "classifier_names": "classification",
    "search_memory": "memory",
}
"""Argument of `build` → the capability that exports the function."""


def build(
    context: EngineContext,
    retrieve: Retrieve | None = None,
    list_files: ListFiles | None = None,
    page_text: ReadPageText | None = None,
    find_pictures: FindPictures | None = None,
    label: Label | None = None,
    classifier_names: ClassifierNames | None = None,
    search_memory: SearchMemory | None = None,
) -> Capability:
    """Return the routes, and for chat `find_tools`, `run_tool` and `add_tool`. Servers removed long ago are purged now."""

    def tools() -> Iterator[Tool]:
        yield from (CALCULATOR, dates_tool(), UNIT_CONVERTER)
        if retrieve and list_files and page_text:
            yield from DocumentReader(retrieve, list_files, page_text).tools()
        if find_pictures:
            yield picture_tool(find_pictures)
        if label and classifier_names:
            yield classifier_tool(label, classifier_names)
        if search_memory:
            yield memory_tool(search_memory)

    store = ServerStore(context.store)
    store.purge()
    network = ServerNetwork(context.home, context.launcher)
    servers = ServerTools(store, network)
    registry = ToolRegistry(tools(), servers)
    handlers = ToolHandlers(registry)
    server_handlers = ServerHandlers(store, servers, network)
    changed = (api.TOOLS,)
    return Capability(
        routes=(
            route(api.LIST, "quick", handlers.list),
            route(api.CALL, "model", handlers.call),
            route(api.LIST_SERVERS, "quick", server_handlers.list),
            route(api.ADD_SERVER, "quick", server_handlers.add, changed),
            route(api.REMOVE_SERVER, "quick", server_handlers.remove, changed),
            route(api.RESTORE_SERVER, "quick", server_handlers.restore, changed),
            route(api.ENABLE_SERVER, "model", server_handlers.enable, changed),
            route(api.ALLOW_NETWORK, "quick", server_handlers.allow_network, changed),
        ),
        exports={"find_tools": registry.find, "run_tool": registry.run, "add_tool": registry.add},
        close=servers.close,
    )


class ToolHandlers:
    """Handlers that list and run tools."""

    def __init__(self, registry: ToolRegistry) -> None:
        self._registry = registry

    def list(self, request: api.ListTools, _: IsCancelled) -> api.Tools:
        """Return the tools that can be used now."""
        return api.Tools(self._registry.infos(request.language))

    def call(self, request: api.CallTool, is_cancelled: IsCancelled) -> CallResult:
        """Run one tool. Raises NotFound, Cancelled."""
        if not self._registry.find((request.tool,), request.language):
            raise NotFound(f"tool {request.tool}")
        scope = ToolScope(collections=request.collections, language=request.language)
        return self._registry.run(ToolCall(request.tool, request.arguments), scope, is_cancelled)


class ServerHandlers:
    """Handlers of tool servers."""

    def __init__(self, store: ServerStore, servers: ServerTools, network: ServerNetwork) -> None:
        self._store, self._servers, self._network = store, servers, network

    def list(self, request: api.ListServers, _: IsCancelled) -> api.ToolServers:
        """Return the servers by name."""
        return api.ToolServers(tuple(map(self._with_network, self._store.list())))

    def add(self, request: api.AddServer, _: IsCancelled) -> api.ToolServer:
        """Add a server, turned off and without the network. Raises NameTaken, BadRequest."""
        added = self._store.add(request.name, request.command)
        self._network.refuse(added.name)
        return added

    def remove(self, request: api.RemoveServer, _: IsCancelled) -> Done:
        """Stop and hide a server, and take the network from it. Raises NotFound."""
        self._store.remove(request.name)
        self._servers.stop(request.name)
        self._network.refuse(request.name)
        return Done()

    def restore(self, request: api.RestoreServer, _: IsCancelled) -> Done:
        """Show a removed server again, turned off and without the network. Raises NotFound, NameTaken."""
        self._store.restore(request.name)
        return Done()

    def enable(self, request: api.EnableServer, is_cancelled: IsCancelled) -> api.ToolServer:
        """Turn a server on, once it has started and listed its tools, or off. Raises what EnableServer names, Cancelled."""
        if request.is_enabled:
            self._servers.enable(request.name, request.command, is_cancelled)
        else:
            self._store.disable(request.name)
            self._servers.stop(request.name)
        return self._with_network(self._store.get(request.name))

    def allow_network(self, request: api.AllowNetwork, _: IsCancelled) -> api.ToolServer:
        """Let a server use the network from the next start, or refuse it now. Raises what AllowNetwork names."""
        server = self._store.get(request.name)
        if not request.is_allowed:
            self._network.refuse(server.name)
            self._servers.stop(server.name)
        elif not can_refuse_network():
            raise api.NetworkNotRefused
        elif request.command != server.command:
            raise BadRequest("the command line is not the one that was shown")
        else:
            self._network.allow(server.name, server.command)
        return self._with_network(server)

    def _with_network(self, server: api.ToolServer) -> api.ToolServer:
        return msgspec.structs.replace(server, network=self._network.state(server.name, server.command))
