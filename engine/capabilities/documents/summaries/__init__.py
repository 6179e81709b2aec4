"""Summaries of long documents: sections mapped to sentences, sentences reduced to a summary that cites its sections."""
