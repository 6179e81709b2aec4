"""Personas, saved prompts with variables, chains of prompts, and the check of a prompt."""
