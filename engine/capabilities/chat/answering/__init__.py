"""Writing an answer: passages, prompt, generation, citations."""
