"""Finds what a sentence asks of its reader: to read on, subscribe, agree, look elsewhere.

Import the module that a thing is in.
"""
