"""Questions that are answered in no conversation, for capabilities that measure answers."""
