"""Documents graded against a rubric, and summaries of the sections of documents."""


def _json(column: str, opening: str) -> str:
    return f"json_valid({column}) AND substr({column}, 1, 1) = '{opening}'"


STATEMENTS: tuple[str, ...] = (
    # `path` and `title` are the document's, which may be read again or removed later. `notices` is JSON: what had to be assumed
    # of the rubric. `is_suggestion`: the model is too small to be relied upon.
    f"""CREATE TABLE gradings(
        id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', rubric TEXT NOT NULL,
        model TEXT NOT NULL DEFAULT '', is_suggestion INTEGER NOT NULL DEFAULT 0,
        notices TEXT NOT NULL DEFAULT '[]' CHECK({_json("notices", "[")}),
        created_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    "CREATE INDEX gradings_by_path ON gradings(path)",
    # `levels` is JSON: the levels with their points. `level` is the model's choice, empty for none yet, `chosen` the person's.
    f"""CREATE TABLE grading_criteria(
        grading INTEGER NOT NULL REFERENCES gradings(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        name TEXT NOT NULL, section TEXT NOT NULL DEFAULT '', description TEXT NOT NULL DEFAULT '', weight REAL NOT NULL,
        levels TEXT NOT NULL CHECK({_json("levels", "[")}), level TEXT NOT NULL DEFAULT '', chosen TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL DEFAULT '[]' CHECK({_json("evidence", "[")}),
        PRIMARY KEY(grading, position)) STRICT, WITHOUT ROWID""",
    # `digest` is of the section's text, the instructions and the model, so that a section that stays the same is not summarised
    # again. `path` is the document's, with which it is purged.
    f"""CREATE TABLE section_summaries(
        digest BLOB PRIMARY KEY, path TEXT NOT NULL, sentences TEXT NOT NULL CHECK({_json("sentences", "[")}),
        created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX section_summaries_by_path ON section_summaries(path)",
)
