"""Step 19: vectors of the sentences of chunks, by which a search tells passages apart that are equally near as a whole."""

STATEMENTS: tuple[str, ...] = (
    # Start and end of each sentence in the chunk's text, uint32, and int8 [sentences, dimensions], both little endian. A chunk
    # that is one sentence has none: its own vector says all.
    """CREATE TABLE sentence_vectors(
        chunk INTEGER PRIMARY KEY REFERENCES chunks(id) ON DELETE CASCADE, embedder TEXT NOT NULL,
        spans BLOB NOT NULL, vectors BLOB NOT NULL) STRICT""",
    "CREATE INDEX sentence_vectors_by_embedder ON sentence_vectors(embedder)",
)
