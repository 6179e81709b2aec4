"""The template's own tests run only in a copy of the program; see test_template.py."""

collect_ignore = ["template"]
