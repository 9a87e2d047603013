"""Everything known about a language: one file a tag (data.py), tags, detection, scripts.

Import the module that a thing is in.
"""
