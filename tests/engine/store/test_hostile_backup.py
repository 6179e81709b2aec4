"""docs/faults.md 18: a backup made by a stranger is refused whole, or restored without harming anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from engine.protocol.errors import BackupTooSlow, BackupUnsafe
from engine.store.clock import DAY_MS, RETENTION_DAYS, may_purge, now_ms, purge_cutoff
from engine.store.connection import connect
from engine.store.database import Store
from engine.store.recovery import backup_contents
from engine.store.recovery.backup_contents import MAX_CELL, MAX_LISTED, begin_restored_library
from engine.store.recovery.restore import check_backup
from tests.engine.store import message_rows
from tests.support.clock import record_days_of_use

ROW = {
    "conversations": "INSERT INTO conversations(title, position, created_at, changed_at) VALUES('Mine', 2, 0, 0)",
    "images": "INSERT INTO images(path, name, bytes, modified_ns, state, added_at) VALUES('/a', 'a', 0, 0, 'failed', 0)",
    "collections": "INSERT INTO collections(name, changed_at) VALUES('Letters', 0)",
    "documents": """INSERT INTO documents(collection, path, title, bytes, modified_ns, state, indexed_at)
        VALUES(1, '/b', 'b', 0, 0, 'failed', 0)""",
    "albums": "INSERT INTO albums(name, rule, changed_at) VALUES('Sea', '{}', 0)",
    "classifiers": "INSERT INTO classifiers(name, labels, wording) VALUES('Mood', '[]', '')",
    "conversation_files": "INSERT INTO conversation_files VALUES(1, '[]')",
    "queued_questions": "INSERT INTO queued_questions(conversation, request) VALUES(1, '{}')",
    "answer_settings": "INSERT INTO answer_settings VALUES(1, '', '{}')",
    "comparisons": """INSERT INTO comparisons(prompt, settings, axes, created_at, changed_at) VALUES('Why?', '{}', '[]', 0, 0)""",
    "comparison_answers": "INSERT INTO comparison_answers(comparison, position, settings) VALUES(1, 0, '{}')",
    "tool_servers": """INSERT INTO tool_servers(name, command, enabled, tools, added_at)
        VALUES('notes', '["notes"]', 1, '[]', 0)""",
    "personas": "INSERT INTO personas(name, language, fields, changed_at) VALUES('Tutor', 'en', '{}', 0)",
    "prompts": "INSERT INTO prompts(name, command, text, changed_at) VALUES('Mail', 'mail', 'Write {what}', 0)",
    "prompt_chains": "INSERT INTO prompt_chains(name, steps, changed_at) VALUES('Twice', '[]', 0)",
    "chain_runs": "INSERT INTO chain_runs(chain, input, steps, state, created_at) VALUES(1, '', '[]', 'complete', 0)",
    "attachments": "INSERT INTO attachments VALUES(1, 0, 'ab/cd.png', 'ab/cd.jpg', 'sea.png')",
    "gradings": "INSERT INTO gradings(path, rubric, created_at) VALUES('/b', 'r.csv', 0)",
    "grading_criteria": "INSERT INTO grading_criteria(grading, position, name, weight, levels) VALUES(1, 0, 'Aims', 1, '[]')",
    "section_summaries": "INSERT INTO section_summaries VALUES(x'00', '/b', '[]', 0)",
    "extractions": "INSERT INTO extractions(name, fields, created_at) VALUES('Facts', '[]', 0)",
}
JSON_COLUMNS = (
    ("conversations", "collections"),
    ("conversations", "settings"),
    ("conversations", "source_folders"),
    ("messages", "citations"),
    ("messages", "passages"),
    ("messages", "label"),
    ("messages", "remarks"),
    ("conversation_files", "files"),
    ("queued_questions", "request"),
    ("collections", "folders"),
    ("collections", "settings"),
    ("documents", "reason_values"),
    ("documents", "outline"),
    ("gradings", "notices"),
    ("grading_criteria", "levels"),
    ("grading_criteria", "evidence"),
    ("section_summaries", "sentences"),
    ("extractions", "fields"),
    ("images", "labels"),
    ("images", "reason_values"),
    ("albums", "rule"),
    ("classifiers", "labels"),
    ("classifiers", "training_record"),
    ("tool_servers", "command"),
    ("tool_servers", "tools"),
    ("answer_settings", "settings"),
    ("comparisons", "settings"),
    ("comparisons", "axes"),
    ("comparison_answers", "settings"),
    ("comparison_answers", "citations"),
    ("comparison_answers", "passages"),
    ("comparison_answers", "remarks"),
    ("comparison_answers", "error"),
    ("personas", "fields"),
    ("personas", "tools"),
    ("personas", "examples"),
    ("personas", "hands_to"),
    ("prompts", "examples"),
    ("prompt_chains", "steps"),
    ("chain_runs", "steps"),
    ("chain_runs", "outputs"),
)


@pytest.fixture(scope="module")
def whole_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with a row in every table of which a row is read, closed: made once and copied for each test."""
    home = tmp_path_factory.mktemp("whole")
    with closing(Store.open(home)) as store:
        vectors = message_rows.vector_store(store)
        with store.write() as connection:
            message_rows.insert_conversation(connection)
            for number in (1, 2):
                message_rows.insert_message(connection, vectors, number)
            for statement in ROW.values():
                connection.execute(statement)
    return home


@pytest.fixture
def library(home: Path, whole_profile: Path) -> Path:
    shutil.copytree(whole_profile, home)
    return home / "library.db"


def forge(library: Path, *statements: str, values: Iterable[tuple[str, ...]] = ((),)) -> None:
    """Change a library as somebody does who wants to do harm: no constraint holds, and the schema may be written."""
    with closing(connect(library)) as connection:
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
        for pragma in ("ignore_check_constraints=1", "foreign_keys=0", "writable_schema=1"):
            connection.execute(f"PRAGMA {pragma}")
        with connection:
            for statement in statements:
                connection.executemany(statement, values)


def test_a_library_of_ours_passes(library: Path) -> None:
    check_backup(library)


@pytest.mark.parametrize(("table", "column"), JSON_COLUMNS)
@pytest.mark.parametrize("cell", ["{", "3", "null", '"text"', "[1,", "x"])
def test_damaged_json_is_refused_in_every_column(library: Path, table: str, column: str, cell: str) -> None:
    forge(library, f"UPDATE {table} SET {column} = '{cell}'")
    with pytest.raises(BackupUnsafe):
        check_backup(library)


@pytest.mark.parametrize(("table", "column"), JSON_COLUMNS)
@pytest.mark.parametrize("cell", ["{", '"text"', "[1,"])
def test_a_restore_empties_damaged_json_and_keeps_all_else(library: Path, table: str, column: str, cell: str) -> None:
    """docs/faults.md 68: of a person's own backup one damaged cell costs itself."""
    forge(library, f"UPDATE {table} SET {column} = '{cell}'")
    with closing(connect(library)) as connection:
        before = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        damaged = connection.execute(f"SELECT count(*) FROM {table} WHERE {column} = '{cell}'").fetchall()
    assert [(check_backup(library, repairs=True),)] == damaged
    check_backup(library)
    with closing(connect(library)) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchall() == before


def test_a_damaged_cell_beside_a_dangerous_name_repairs_nothing(library: Path) -> None:
    forge(library, "UPDATE images SET labels = '{', thumbnail = '../../letter.txt'")
    with pytest.raises(BackupUnsafe):
        check_backup(library, repairs=True)
    forge(library, "UPDATE images SET labels = '[]', thumbnail = '../../letter.txt'")
    with pytest.raises(BackupUnsafe):
        check_backup(library, repairs=True)


def test_a_restored_library_starts_no_tool_server(library: Path) -> None:
    with closing(connect(library)) as connection:
        begin_restored_library(connection)
        assert connection.execute("SELECT name, enabled FROM tool_servers").fetchall() == [("notes", 0)]


def test_every_column_of_json_is_known_to_this_test(library: Path) -> None:
    with closing(connect(library)) as connection:
        tables = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%json_valid%'")
        count = sum(str(sql).count("json_valid") for (sql,) in tables)
    assert count == len(JSON_COLUMNS)


@pytest.mark.parametrize(
    ("table", "column"),
    [("attachments", "file"), ("attachments", "thumbnail"), ("images", "thumbnail"), ("albums", "cover")],
)
@pytest.mark.parametrize(
    "name",
    [
        "/etc/hosts",
        "../library.db",
        "ab/../../library.db",
        "ab/cd/ef",
        "C:/x",
        "ab\\cd",
        "ab/cd.x\\..\\y",
        "AB/cd",
        "ab/..",
    ],
)
def test_a_name_that_leads_out_of_its_folder_is_refused(library: Path, table: str, column: str, name: str) -> None:
    forge(library, f"UPDATE {table} SET {column} = '{name}'")
    with pytest.raises(BackupUnsafe):
        check_backup(library)


@pytest.mark.parametrize("name", ["evil", "sqlite_stat_evil", "sqlite_stat1"])
def test_a_trigger_is_refused_whatever_it_is_called(library: Path, name: str) -> None:
    trigger = f"CREATE TRIGGER {name} AFTER INSERT ON messages BEGIN DELETE FROM messages; END"
    forge(library, f"INSERT INTO sqlite_schema VALUES('trigger', '{name}', 'messages', 0, '{trigger}')")
    with pytest.raises(BackupUnsafe):
        check_backup(library)


def test_a_value_of_another_type_is_refused(library: Path) -> None:
    """The table is made without STRICT, and its schema is written over when the value is in it."""
    forge(library, "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'drafts'")
    forge(library, "INSERT INTO drafts VALUES(1, x'00ff')")
    forge(library, "UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'drafts'")
    with pytest.raises(BackupUnsafe):
        check_backup(library)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE conversations SET title = CAST(zeroblob({MAX_CELL + 1}) AS TEXT) WHERE id = 1",
        "UPDATE vectors_1_chunks SET validity = zeroblob(1)",
        "UPDATE vectors_1_chunks SET rowids = zeroblob(16)",
        "UPDATE vectors_1_chunks SET size = 100000",
        "UPDATE vectors_1_vector_chunks00 SET vectors = zeroblob(32)",
        "DELETE FROM vectors_1_vector_chunks00",
        "UPDATE vectors_1_rowids SET chunk_offset = 256 WHERE rowid = 1",
        "UPDATE vectors_1_rowids SET chunk_offset = 'x' WHERE rowid = 1",
        "UPDATE vectors_1_rowids SET chunk_id = 99 WHERE rowid = 1",
        "UPDATE vector_tables SET dimensions = 9",
        "UPDATE vector_tables SET dimensions = -1",
        "UPDATE vector_tables SET id = 2",
    ],
)
def test_a_cell_or_a_block_of_nonsensical_size_is_refused(library: Path, statement: str) -> None:
    forge(library, statement)
    with pytest.raises(BackupUnsafe):
        check_backup(library)


def test_very_many_rows_of_what_is_shown_as_a_whole_are_refused(library: Path) -> None:
    rows = ((f"c{number}",) for number in range(MAX_LISTED))
    forge(library, "INSERT INTO collections(name, changed_at) VALUES(?, 0)", values=rows)
    with pytest.raises(BackupUnsafe):
        check_backup(library)


def test_two_hundred_thousand_embedders_are_refused_before_any_table_is_made_for_them(library: Path) -> None:
    rows = ((f"m{number}",) for number in range(200_000))
    forge(library, "INSERT INTO vector_tables(rows_table, model, dimensions) VALUES('messages', ?, 8)", values=rows)
    with pytest.raises(BackupUnsafe):
        check_backup(library)


def test_a_check_ends_when_it_takes_too_long(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_contents, "MIN_SECONDS", -1.0)
    monkeypatch.setattr(backup_contents, "BYTES_PER_SECOND", 1e12)
    monkeypatch.setattr(backup_contents, "_INSTRUCTIONS_BETWEEN_LOOKS", 1)
    with pytest.raises(BackupTooSlow):
        check_backup(library)


def test_nothing_in_a_restored_library_is_purged_by_its_own_dates(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger can write any date, and on which days the library was used."""
    days = " ".join(str(now_ms() // DAY_MS - ago) for ago in (3, 2, 1))
    forge(library, f"INSERT INTO settings VALUES('clock.days', '{days}')", "UPDATE conversations SET deleted_at = 1")
    with closing(connect(library)) as connection:
        begin_restored_library(connection)
    store = Store.open(library.parent)
    restored = now_ms()
    assert purge_cutoff(store) == 0 and not may_purge(store)
    monkeypatch.setattr("time.time_ns", lambda: (restored + (RETENTION_DAYS - 1) * DAY_MS) * 1_000_000)
    record_days_of_use(store)
    assert purge_cutoff(store) == 0 and not may_purge(store)
    monkeypatch.setattr("time.time_ns", lambda: (restored + (RETENTION_DAYS + 3) * DAY_MS) * 1_000_000)
    record_days_of_use(store)
    assert purge_cutoff(store) > 1 and may_purge(store)
    store.close()


def test_words_deleted_in_a_restored_library_are_erased_from_the_index(library: Path) -> None:
    """A stranger may have switched that off in the keyword index."""
    forge(library, "INSERT INTO messages_fts(messages_fts, rank) VALUES('secure-delete', 0)")
    with closing(connect(library)) as connection:
        begin_restored_library(connection)
        sql = "SELECT v FROM messages_fts_config WHERE k = 'secure-delete'"
        assert connection.execute(sql).fetchall() == [(1,)]
