from server.cite.scholarly import numbered_works, open_copy
from server.page.parse import parse


def test_numbers_of_works_become_addresses() -> None:
    text = "Safety (doi:10.1000/a.(1)b), arXiv: math/0309136, PMID 123; PMC456. 10.1/x is no DOI."
    assert [address for _, address in numbered_works(text)] == [
        "https://doi.org/10.1000/a.(1)b",
        "https://arxiv.org/abs/math/0309136",
        "https://pubmed.ncbi.nlm.nih.gov/123/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC456/",
    ]


def test_landing_page_names_its_open_copy() -> None:
    title = '<meta name="citation_title" content="Safety">'
    meta_tag = '<meta name="Citation_PDF_URL" content="/safety.pdf">'
    assert open_copy(parse(f"<html>{title}{meta_tag}</html>", None).root) == "/safety.pdf"
    assert open_copy(parse(f"<html>{title}</html>", None).root) == ""
    assert open_copy(parse("<html><title>Safety</title></html>", None).root) is None
