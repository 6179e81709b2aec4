"""The Prompts page: personas, saved prompts and chains of prompts."""
