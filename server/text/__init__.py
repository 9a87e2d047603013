"""Words, sentences, names, numbers and negation in a text: a library of pure modules.

Import from its modules: each is a face of its own.
"""
