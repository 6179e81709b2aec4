"""Reads exports of conversations, our own and those of other programs, one conversation at a time."""
