"""The block classifier: features of a block and boosted trees."""
