"""Turns a page into an article: main text, title, authors, dates.

Other packages use `read` (a page with its parsed tree) or `read_article` (the article alone) and
the date helpers; all other modules are internal. Pure.
"""

from server.article.extract.hidden_text import WITHHELD
from server.article.metadata.published import iso_date, local_date
from server.article.read import folded_places, part_of, place_of_words, read, read_article
