"""Settings of one collection: how its documents are divided, which folders and files it follows."""
