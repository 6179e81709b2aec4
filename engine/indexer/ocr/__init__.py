"""Text in images, read by an OCR model."""
