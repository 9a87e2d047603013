"""Finds whom a text credits: the phrases, and the names of publishers and agencies.

Import the module that a thing is in.
"""
