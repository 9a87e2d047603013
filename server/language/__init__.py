"""All knowledge about languages: one file per tag (data.py), tags, detection, scripts.

Import from the module that defines a name.
"""
