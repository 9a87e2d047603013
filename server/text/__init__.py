"""Words, sentences, names, numbers and negation in a text: a library of pure modules.

Import the module that a thing is in; there is no face, because each module is one.
"""
