"""Personas, saved prompts and prompt chains."""

STATEMENTS: tuple[str, ...] = (
    # `fields` are the six fields that make the system prompt; `preset` and `model` may be empty.
    """CREATE TABLE personas(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, language TEXT NOT NULL CHECK(language IN ('en', 'es')),
        fields TEXT NOT NULL CHECK(json_valid(fields) AND substr(fields, 1, 1) = '{'),
        tools TEXT NOT NULL DEFAULT '[]' CHECK(json_valid(tools) AND substr(tools, 1, 1) = '['),
        examples TEXT NOT NULL DEFAULT '[]' CHECK(json_valid(examples) AND substr(examples, 1, 1) = '['),
        preset TEXT NOT NULL DEFAULT '', model TEXT NOT NULL DEFAULT '',
        changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    # `command` is the name behind the slash.
    """CREATE TABLE prompts(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, command TEXT NOT NULL, text TEXT NOT NULL,
        examples TEXT NOT NULL DEFAULT '[]' CHECK(json_valid(examples) AND substr(examples, 1, 1) = '['),
        changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    """CREATE TABLE prompt_chains(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
        steps TEXT NOT NULL CHECK(json_valid(steps) AND substr(steps, 1, 1) = '['),
        changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    # `outputs` are the texts of the steps that are done, as they were when the run began.
    """CREATE TABLE chain_runs(
        id INTEGER PRIMARY KEY AUTOINCREMENT, chain INTEGER NOT NULL REFERENCES prompt_chains(id) ON DELETE CASCADE,
        input TEXT NOT NULL, steps TEXT NOT NULL CHECK(json_valid(steps) AND substr(steps, 1, 1) = '['),
        outputs TEXT NOT NULL DEFAULT '[]' CHECK(json_valid(outputs) AND substr(outputs, 1, 1) = '['),
        state TEXT NOT NULL CHECK(state IN ('running', 'complete', 'stopped', 'failed')),
        created_at INTEGER NOT NULL) STRICT""",
    "CREATE INDEX chain_runs_by_chain ON chain_runs(chain)",
)
