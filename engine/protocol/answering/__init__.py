"""Types about answers that several capabilities share: sampling, personas, examples, memories, tools, passages."""
