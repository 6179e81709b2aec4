"""The messages of the open conversation: transcript, questions, answers, find."""
