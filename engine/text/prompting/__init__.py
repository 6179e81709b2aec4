"""Writing prompts: system prompts from six fields, prompts with variables, and a check for what is vague."""
