"""Digests: pages of several short stories, each with the page it was taken from."""

from server.verdict.digest.digest import Digest, DigestItem, find_digest, view_of_lead
