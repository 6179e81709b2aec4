"""Tables as grids of cells: where they begin, what names their columns, and how they are written as text."""
