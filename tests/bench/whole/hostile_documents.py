"""PDFs made to be slow, large or wrong."""

import random
import zlib
from itertools import product

from tests.papers import bomb, forms, pdf, written

_LINE = (60.0, 700.0, 11.0, "The harbour authority said on Monday that the wall is closed.")
_PAGE = "<</Type/Page/Parent 1 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
_FONT = "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
_FACTS = ("Title", "Author", "CreationDate")
_STRINGS = {
    "half a letter": "<FEFF00>", "a lone surrogate": "<FEFFD8000041>", "NUL": "(\0\0\0\0)",
    "4 MB": f"({'Ada Varga;' * 400_000})", "4 MB of UTF-16": f"<FEFF{'00410020' * 500_000}>",
    "itself": "2 0 R", "a list": "[(a)(b)]", "no end": "(((((", "markup": "(<script>alert(1))",
}  # fmt: skip
_PIECES = {
    "moves": "1 0 0 1 1 1 cm ", "saves": "q ", "restores": "Q ", "texts": "BT ET ",
    "letters": "BT /F .1 Tf (a) Tj ET ", "empty letters": "BT /F 9 Tf () Tj ET ",
    "strings": "(((( ", "lists": "[ ", "dictionaries": "<< ", "curves": "0 0 1 1 2 2 c ",
    "images": "BI /W 1 /H 1 ID a EI ", "shapes": "0 0 9 9 re f ", "clips": "0 0 9 9 re W n ",
    "marks": "/a <</b 1>> BDC ", "numbers": "9" * 400 + " ", "patterns": "/P scn ",
}  # fmt: skip
_PLAIN = pdf([[_LINE]] * 2, "/Author(Ada Varga)/Title(The harbour wall)")


def hostile_documents() -> dict[str, bytes]:
    """Return some fifty documents by name."""
    documents = {
        f"{fact}: {name}": pdf([[_LINE]], f"/{fact}{string}")
        for fact, (name, string) in product(_FACTS, _STRINGS.items())
    }
    documents |= {f"2 MB of {name}": _with_content(piece) for name, piece in _PIECES.items()}
    documents |= {f"forms, {d} deep, {n} each": forms(d, n) for d, n in
             ((16, 2), (20, 2), (40, 2), (7, 10), (3, 300), (5_000, 1))}  # fmt: skip
    tree = "<</Type/Pages/Kids[1 0 R 1 0 R]/Count 9>>"
    documents |= {
        "a tree of itself": written([tree, "<<>>"]),
        "100,000 pages": written([f"<</Type/Pages/Kids[{'3 0 R ' * 100_000}]/Count 100000>>",
                                  "<<>>", f"{_PAGE}<<>>>>", "<</Length 0>>stream\n\nendstream"]),
        "a count that lies": _PLAIN.replace(b"/Count 2", b"/Count 2000000000"),
        "deep lists": written(["[" * 1_000_000, "<<>>"]),
        "a million objects": written([tree, *["<<>>"] * 300_000]),
        "a page of 5 MB": pdf([[(1.0, 800 - 0.04 * n, 0.04, _LINE[3] * 4) for n in range(16_000)]]),
        "one line of 4 MB": pdf([[(60.0, 700.0, 11.0, "The wall is. " * 300_000)]]),
        "500 pages": pdf([[(60.0, 780 - 9.0 * n, 9.0, _LINE[3]) for n in range(80)]] * 500),
        "a bomb": bomb(400),
        "noise": b"%PDF-1.7\n" + random.Random(1).randbytes(2_000_000),
    }  # fmt: skip
    return documents


def mutated_documents(count: int = 1_352) -> dict[str, bytes]:
    """Return documents with a few bytes changed, cut or doubled."""
    chance, documents = random.Random(2), {}
    bases = [_PLAIN, forms(3, 2), pdf([[_LINE]] * 3, "/Author<FEFF0041>")]
    for number in range(count):
        document = bytearray(bases[number % len(bases)])
        for _ in range(chance.randint(1, 6)):
            begin, end = sorted(chance.sample(range(len(document)), 2))
            end = min(end, begin + 40)
            document[begin:end] = chance.choice(
                [b"", document[begin:end] * 2, chance.randbytes(end - begin)]
            )
        documents[f"mutated {number}"] = bytes(document)
    return documents


def _with_content(piece: str) -> bytes:
    packed = zlib.compress(piece.encode() * (2_000_000 // len(piece)))
    head = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n@@\nendstream"
    tree = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return written([tree, "<<>>", f"{_PAGE}{_FONT}>>", head]).replace(b"@@", packed)
