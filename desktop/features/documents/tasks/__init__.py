"""Work on whole documents that the Documents page starts: the frame of its views, and the export of their reports."""
