"""Saved comparisons of answers, and the settings with which each answer was asked for."""


def _json(column: str, opening: str) -> str:
    return f"json_valid({column}) AND substr({column}, 1, 1) = '{opening}'"


STATEMENTS: tuple[str, ...] = (
    # `settings` is JSON of chat's conversation settings, `model` the id of the model that they mean; so a prompt can be
    # rebuilt as it was sent.
    f"""CREATE TABLE answer_settings(
        message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE, model TEXT NOT NULL DEFAULT '',
        settings TEXT NOT NULL CHECK({_json("settings", "{")})) STRICT""",
    # One prompt with several settings. `question` is the message that is answered, with which the comparison is purged; none for
    # a prompt of its own. `axes` is JSON: the settings that differ, with their values; `settings` has all others.
    f"""CREATE TABLE comparisons(
        id INTEGER PRIMARY KEY AUTOINCREMENT, prompt TEXT NOT NULL,
        question INTEGER REFERENCES messages(id) ON DELETE CASCADE,
        settings TEXT NOT NULL CHECK({_json("settings", "{")}), axes TEXT NOT NULL CHECK({_json("axes", "[")}),
        created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    "CREATE INDEX comparisons_by_question ON comparisons(question)",
    # `error` is JSON of the error of an answer that failed.
    f"""CREATE TABLE comparison_answers(
        comparison INTEGER NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        settings TEXT NOT NULL CHECK({_json("settings", "{")}), text TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'waiting'
            CHECK(state IN ('waiting', 'writing', 'complete', 'stopped', 'interrupted', 'failed')),
        model TEXT NOT NULL DEFAULT '', tokens INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
        first_token_seconds REAL NOT NULL DEFAULT 0,
        citations TEXT NOT NULL DEFAULT '[]' CHECK({_json("citations", "[")}),
        passages TEXT NOT NULL DEFAULT '[]' CHECK({_json("passages", "[")}),
        remarks TEXT NOT NULL DEFAULT '' CHECK(remarks = '' OR ({_json("remarks", "{")})),
        error TEXT NOT NULL DEFAULT '' CHECK(error = '' OR ({_json("error", "{")})),
        PRIMARY KEY(comparison, position)) STRICT, WITHOUT ROWID""",
)
