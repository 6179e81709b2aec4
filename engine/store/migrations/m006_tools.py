"""Tool servers: programs of the person that offer tools. A server is off until it is turned on.

`command` is the command line as a JSON list, `tools` what the server offered when it was last turned on (JSON of ToolSpec).
"""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE tool_servers(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
        command TEXT NOT NULL CHECK(json_valid(command) AND substr(command, 1, 1) = '['),
        enabled INTEGER NOT NULL DEFAULT 0 CHECK(enabled IN (0, 1)),
        tools TEXT NOT NULL DEFAULT '[]' CHECK(json_valid(tools) AND substr(tools, 1, 1) = '['),
        added_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    "CREATE UNIQUE INDEX tool_servers_by_name ON tool_servers(name) WHERE deleted_at IS NULL",
)
