"""How documents are cut: the choice of a collection, its preview, and the run that cuts documents again."""
