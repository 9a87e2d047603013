import re

from server.cite.annotations import Annotation, markdown


def test_an_address_begins_no_further_cell_of_the_table():
    url = "https://gazette.example/a|b|c"
    claim = Annotation("notes.md", 3, 0, "The bridge is open.", url, "not_there", "", "")
    *_, row = markdown([claim]).splitlines()
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert "<https://gazette.example/a%7Cb%7Cc>" in row
