"""The Classify page: classifiers with their labels, examples, training, evaluation and use."""
