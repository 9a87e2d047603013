"""Who is credited: publishers by their names, and the ways in which sentences credit them.

`forms` has the words and patterns of languages, `publishers` the names, `sentences` what a sentence
or an article credits. Import from these modules: each is a face of its own.
"""
