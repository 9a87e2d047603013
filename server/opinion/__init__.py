"""The optional deeper check: a model that the operator brings looks at what the aligner found."""
