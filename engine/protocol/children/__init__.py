"""The messages between the engine and its child processes: the indexer and the trainer."""
