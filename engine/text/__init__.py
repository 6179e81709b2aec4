"""Pure functions over text: chunks, languages, citations. Imports nothing of ours."""
