"""The parsed page: document, blocks, links, end of the body, calls to action, paywall markup.

Import the module that a thing is in.
"""
