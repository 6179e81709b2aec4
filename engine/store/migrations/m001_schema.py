"""First schema: conversations, documents, images and text classifiers, with their keyword indexes, and the list of vector tables.

Columns that mean the same everywhere: `deleted_at` is when a person removed the row (it can be brought back until it is purged),
`revision` counts changes, JSON columns are TEXT. All times are milliseconds since 1970. Vectors: see engine.store.vectors.
The CHECKs hold for a stranger's backup too: `quick_check` reports the rows that break them.
"""


def _json(column: str, opening: str) -> str:
    return f"json_valid({column}) AND substr({column}, 1, 1) = '{opening}'"


def _list(column: str) -> str:
    return f"CHECK({_json(column, '[')})"


def _object(column: str) -> str:
    """A CHECK that NULL passes."""
    return f"CHECK({_json(column, '{')})"


def _object_or_empty(column: str) -> str:
    return f"CHECK({column} = '' OR ({_json(column, '{')}))"


def _stored(column: str) -> str:
    """Names of stored files are made of a hash: "ab/cdef0123.jpg". No other name can lead out of their folder."""
    return f"""CHECK({column} = '' OR ({column} GLOB '[0-9a-f][0-9a-f]/[0-9a-f]*' AND {column} NOT GLOB '*/*/*'
        AND {column} NOT GLOB '*[^0-9a-z./]*' AND length({column}) <= 100))"""


CONVERSATIONS = (
    # `settings` is JSON of chat's conversation settings, empty where the conversation has none of its own.
    f"""CREATE TABLE conversations(
        id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL,
        created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, deleted_at INTEGER, leaf INTEGER,
        collections TEXT NOT NULL DEFAULT '[]' {_list("collections")},
        settings TEXT NOT NULL DEFAULT '' {_object_or_empty("settings")}) STRICT""",
    "CREATE INDEX conversations_by_position ON conversations(position)",
    """CREATE VIRTUAL TABLE conversations_fts USING fts5(
        title, content='conversations', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    # `label` is JSON: the label that a classifier gave the question, empty where none was asked. `remarks` is JSON too: what is
    # known about an answer beside its text, such as sentences without support.
    f"""CREATE TABLE messages(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        parent INTEGER REFERENCES messages(id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK(role IN ('user', 'assistant')), text TEXT NOT NULL,
        state TEXT NOT NULL CHECK(state IN ('complete', 'writing', 'interrupted', 'stopped', 'failed')),
        created_at INTEGER NOT NULL, model TEXT NOT NULL DEFAULT '', tokens INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0, first_token_seconds REAL NOT NULL DEFAULT 0,
        citations TEXT NOT NULL DEFAULT '[]' {_list("citations")},
        passages TEXT NOT NULL DEFAULT '[]' {_list("passages")},
        label TEXT NOT NULL DEFAULT '' {_object_or_empty("label")},
        remarks TEXT NOT NULL DEFAULT '' {_object_or_empty("remarks")}) STRICT""",
    "CREATE INDEX messages_by_conversation ON messages(conversation, parent)",
    "CREATE INDEX messages_by_parent ON messages(parent)",
    "CREATE INDEX messages_being_written ON messages(id) WHERE state = 'writing'",
    """CREATE VIRTUAL TABLE messages_fts USING fts5(
        text, content='messages', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    # Images shown with a question: copies in home/attachments, named by content, so that two questions may share one.
    f"""CREATE TABLE attachments(
        message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        file TEXT NOT NULL {_stored("file")}, thumbnail TEXT NOT NULL {_stored("thumbnail")}, name TEXT NOT NULL,
        PRIMARY KEY(message, position)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX attachments_by_file ON attachments(file)",
    "CREATE TABLE drafts(conversation INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
    # Paths of the documents and folders attached to a conversation, as a JSON list; 0 is the one that has not begun.
    f"""CREATE TABLE conversation_files(
        conversation INTEGER PRIMARY KEY, files TEXT NOT NULL {_list("files")}) STRICT""",
    # Questions that wait for their turn. `request` is the JSON of chat's Send, its pictures named as in home/queued/{id}.
    f"""CREATE TABLE queued_questions(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        request TEXT NOT NULL {_object("request")}, dropped_at INTEGER) STRICT""",
)

DOCUMENTS = (
    f"""CREATE TABLE collections(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
        folders TEXT NOT NULL DEFAULT '[]' {_list("folders")},
        changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    # State 'keywords': the text is indexed and its vectors are missing. `embedder` is the id of the model that made them.
    f"""CREATE TABLE documents(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
        path TEXT NOT NULL, title TEXT NOT NULL, bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 BLOB,
        state TEXT NOT NULL CHECK(state IN ('indexed', 'keywords', 'failed')), embedder TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '', reason_values TEXT NOT NULL DEFAULT '{{}}' {_object("reason_values")},
        detail TEXT NOT NULL DEFAULT '', notice TEXT NOT NULL DEFAULT '', indexed_at INTEGER NOT NULL, deleted_at INTEGER,
        UNIQUE(collection, path)) STRICT""",
    """CREATE TABLE pages(
        document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, number INTEGER NOT NULL,
        label TEXT NOT NULL DEFAULT '', text TEXT NOT NULL, PRIMARY KEY(document, number)) STRICT, WITHOUT ROWID""",
    # Offsets are characters of the page's text.
    """CREATE TABLE chunks(
        id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        page INTEGER NOT NULL, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, text TEXT NOT NULL) STRICT""",
    "CREATE INDEX chunks_by_document ON chunks(document)",
    """CREATE VIRTUAL TABLE chunks_fts USING fts5(
        text, content='chunks', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    "CREATE VIRTUAL TABLE chunks_vocabulary USING fts5vocab(chunks_fts, row)",
)

IMAGES = (
    """CREATE TABLE image_folders(
        id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, watched INTEGER NOT NULL DEFAULT 1,
        changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    # State 'waiting': the file was read and its vector is missing. `day` is when the image was taken, or the file's own time.
    # `ocr_model` read `ocr_text`; empty where none has, or where `ocr_reason` says why it has to try again.
    # `missing_since` is when the file was found to be no longer there.
    f"""CREATE TABLE images(
        id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        ocr_text TEXT NOT NULL DEFAULT '', ocr_model TEXT NOT NULL DEFAULT '', ocr_reason TEXT NOT NULL DEFAULT '',
        ocr_detail TEXT NOT NULL DEFAULT '', bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 BLOB,
        state TEXT NOT NULL CHECK(state IN ('indexed', 'waiting', 'failed')), encoder TEXT NOT NULL DEFAULT '',
        width INTEGER NOT NULL DEFAULT 0, height INTEGER NOT NULL DEFAULT 0,
        format TEXT NOT NULL DEFAULT '', day TEXT NOT NULL DEFAULT '', taken_at TEXT NOT NULL DEFAULT '',
        camera TEXT NOT NULL DEFAULT '', latitude REAL, longitude REAL, colours TEXT NOT NULL DEFAULT '',
        dhash INTEGER NOT NULL DEFAULT 0, phash INTEGER NOT NULL DEFAULT 0, sharpness REAL NOT NULL DEFAULT 0,
        thumbnail TEXT NOT NULL DEFAULT '' {_stored("thumbnail")},
        labels TEXT NOT NULL DEFAULT '[]' {_list("labels")}, reason TEXT NOT NULL DEFAULT '',
        reason_values TEXT NOT NULL DEFAULT '{{}}' {_object("reason_values")}, detail TEXT NOT NULL DEFAULT '',
        notice TEXT NOT NULL DEFAULT '',
        added_at INTEGER NOT NULL, deleted_at INTEGER, missing_since INTEGER) STRICT""",
    "CREATE INDEX images_by_day ON images(day, id)",
    "CREATE INDEX images_by_name ON images(name COLLATE NOCASE, id)",
    "CREATE INDEX images_by_path ON images(path, state, encoder, deleted_at, missing_since)",  # covers a folder's counts
    "CREATE INDEX images_by_content ON images(sha256)",
    "CREATE INDEX images_hidden ON images(id) WHERE deleted_at IS NOT NULL OR missing_since IS NOT NULL",
    """CREATE INDEX images_by_ocr_model ON images(ocr_model, path)
       WHERE deleted_at IS NULL AND missing_since IS NULL AND state <> 'failed'""",
    """CREATE VIRTUAL TABLE images_fts USING fts5(
        name, ocr_text, content='images', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    # `rule` is the saved search as JSON; `image_count` and `cover` (a thumbnail) are what it found when it was last run.
    f"""CREATE TABLE albums(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, rule TEXT NOT NULL {_object("rule")},
        image_count INTEGER NOT NULL DEFAULT 0, cover TEXT NOT NULL DEFAULT '' {_stored("cover")},
        changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
)

CLASSIFIERS = (
    # `revision` counts changes of labels and examples; `trained_revision` is the one that `head` was trained on.
    f"""CREATE TABLE classifiers(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, labels TEXT NOT NULL {_list("labels")},
        wording TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 0, trained_revision INTEGER NOT NULL DEFAULT -1,
        training_record TEXT {_object("training_record")}, head BLOB,
        deleted_at INTEGER) STRICT""",
    """CREATE TABLE examples(
        id INTEGER PRIMARY KEY AUTOINCREMENT, classifier INTEGER NOT NULL REFERENCES classifiers(id) ON DELETE CASCADE,
        text TEXT NOT NULL, hash BLOB NOT NULL, label TEXT NOT NULL DEFAULT '',
        split TEXT NOT NULL CHECK(split IN ('train', 'test')), source TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE INDEX examples_by_classifier ON examples(classifier, label)",
    "CREATE INDEX examples_by_text ON examples(hash, classifier)",
    # SHA-256 of the texts that a classifier's head was trained on: the person may set them aside for testing afterwards.
    """CREATE TABLE learned_texts(
        classifier INTEGER NOT NULL REFERENCES classifiers(id) ON DELETE CASCADE, hash BLOB NOT NULL,
        PRIMARY KEY(classifier, hash)) STRICT, WITHOUT ROWID""",
    # Vectors of texts by their SHA-256, so that training again embeds nothing twice.
    """CREATE TABLE text_embeddings(
        hash BLOB NOT NULL, embedder TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY(hash, embedder)) STRICT, WITHOUT ROWID""",
)

MODELS = (
    # One row for each answer of a chat model to the probe of that version. `sha256` is that of the model's file.
    """CREATE TABLE model_grades(
        sha256 TEXT NOT NULL, probe INTEGER NOT NULL, language TEXT NOT NULL, question INTEGER NOT NULL,
        is_right INTEGER NOT NULL, is_in_language INTEGER NOT NULL,
        PRIMARY KEY(sha256, probe, language, question)) STRICT, WITHOUT ROWID""",
)

STORE = (
    # One row for each table vectors_{id}: the vectors that `model` made for the rows of the table `rows_table`.
    """CREATE TABLE vector_tables(
        id INTEGER PRIMARY KEY AUTOINCREMENT, rows_table TEXT NOT NULL, model TEXT NOT NULL, dimensions INTEGER NOT NULL,
        generation INTEGER NOT NULL DEFAULT 0, UNIQUE(rows_table, model)) STRICT""",
    "CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)

STATEMENTS = (*CONVERSATIONS, *DOCUMENTS, *IMAGES, *CLASSIFIERS, *MODELS, *STORE)
