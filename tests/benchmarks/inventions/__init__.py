"""Answers in Spanish over paragraphs of squad-es with inventions planted in them."""
