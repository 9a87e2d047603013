"""Finds whose report a text is: the publishers that it credits, and the kind that they come to."""
