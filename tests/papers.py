"""PDFs written by hand, so that tests know every line's place."""

import zlib

Line = tuple[float, float, float, str]  # left, bottom, size of the letters, text


def pdf(pages: list[list[Line]], info: str = "", trailer: str = "") -> bytes:
    """Return a PDF with these lines on its pages; readers build the table of objects anew."""
    objects = ["<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    kids = []
    for lines in pages:
        content = "\n".join(
            f"BT /F {size} Tf 1 0 0 1 {left} {bottom} Tm ({_escaped(text)}) Tj ET"
            for left, bottom, size, text in lines
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        objects.append(
            "<</Type/Page/Parent 1 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {len(objects) + 2} 0 R>>"
        )
        kids.append(f"{len(objects) + 2} 0 R")
    return written(
        [f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(pages)}>>", f"<<{info}>>", *objects],
        trailer,
    )


def written(objects: list[str], trailer: str = "") -> bytes:
    """Return a PDF of these objects, the tree of pages first and what it says of itself second."""
    body = "".join(
        f"{number} 0 obj\n{content}\nendobj\n" for number, content in enumerate(objects, 1)
    )
    catalogue = f"{len(objects) + 1} 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\n"
    root = f"trailer<</Root {len(objects) + 1} 0 R/Info 2 0 R{trailer}>>\n%%EOF"
    return f"%PDF-1.7\n{body}{catalogue}{root}".encode("cp1252")


def forms(depth: int, times: int) -> bytes:
    """Return a PDF whose page draws a form, which draws another `times` times, and so on."""
    draws = "/X Do " * times
    page = "<</Type/Page/Parent 1 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
    head = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X"
    return written(
        [
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<<>>",
            f"{page}/Resources<</XObject<</X 5 0 R>>>>>>",
            "<</Length 5>>stream\n/X Do\nendstream",
            *(
                f"{head} {number} 0 R>>>>/Length {len(draws)}>>stream\n{draws}\nendstream"
                for number in range(6, 6 + depth)
            ),
        ]
    )


def bomb(megabytes: int) -> bytes:
    """Return a PDF whose one page unpacks to that much."""
    packer, packed = zlib.compressobj(9), b""
    for _ in range(megabytes):
        packed += packer.compress(b"BT /F 9 Tf (aaaa aaaa aaaa) Tj ET\n" * 30_840)
    packed += packer.flush()
    page = "<</Type/Page/Parent 1 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>"
    head = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n"
    paper = written(["<</Type/Pages/Kids[3 0 R]/Count 1>>", "<<>>", page, f"{head}@@\nendstream"])
    return paper.replace(b"@@", packed)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
