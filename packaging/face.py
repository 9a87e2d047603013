"""Cut the face of share pictures: `uv run --with fonttools packaging/face.py FONTS`.

FONTS is a folder with NotoSans, NotoSansArabic and NotoSansHebrew (SIL Open Font License 1.1),
regular and bold, as Debian's fonts-noto-core has them. The letters of Latin, Greek, Cyrillic,
Arabic and Hebrew texts become one face, so that a line of two scripts needs no second one:
server/show/face/. The widths beside it are in thousandths of the size, for breaking lines.
"""

import json
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter, load_font, parse_unicodes
from fontTools.ttLib import TTFont

FACE = Path(__file__).parents[1] / "server" / "show" / "face"
NAME = "Unabridged Card"
LETTERS = {
    "NotoSans": "20-24F,259,300-36F,370-3FF,400-4FF,1E00-1EFF,200C-200F,2010-2027,202A-205E,"
    "2066-2069,2070-209C,20A0-20BF,2100-214F,2190-2193,2212,2248,2260,2264,2265,FFFD",
    "NotoSansArabic": "600-6FF,750-77F",
    "NotoSansHebrew": "590-5FF,FB1D-FB4F",
}
# What shapes letters and sets their marks; no small capitals or other figures.
FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "init", "medi", "fina", "isol", "rlig", "calt"]
NAMES = (1, 3, 4, 6, 16)  # of the family, in a font's table of names


def main() -> None:
    """Write both weights and their widths."""
    for weight in ("Regular", "Bold"):
        with tempfile.TemporaryDirectory() as folder:
            parts = [_part(name, weight, Path(folder)) for name in LETTERS]
            font = Merger().merge(parts)
        for name in NAMES:
            font["name"].setName(f"{NAME} {weight}" if name in (3, 4) else NAME, name, 3, 1, 0x409)
        font.save(FACE / f"{weight.lower()}.ttf")
        (FACE / f"{weight.lower()}.json").write_text(_widths(font), "utf-8")


def _part(name: str, weight: str, folder: Path) -> str:
    """Cut a font to its letters; return the file."""
    options = Options(hinting=False, layout_features=FEATURES, notdef_outline=True)
    font = load_font(Path(sys.argv[1]) / f"{name}-{weight}.ttf", options)
    cutter = Subsetter(options)
    cutter.populate(unicodes=parse_unicodes(LETTERS[name]))
    cutter.subset(font)
    file = folder / f"{name}.ttf"
    font.save(file)
    return str(file)


def _widths(font: TTFont) -> str:
    """Return the widths of runs of letters as JSON: the first, the last, and the width of each."""
    runs: list[list[int]] = []
    for code, glyph in sorted(font.getBestCmap().items()):
        width = round(1000 * font["hmtx"][glyph][0] / font["head"].unitsPerEm)
        if runs and runs[-1][1:] == [code - 1, width]:
            runs[-1][1] = code
        else:
            runs.append([code, code, width])
    return "[\n" + ",\n".join(map(json.dumps, runs)) + "\n]\n"


if __name__ == "__main__":
    main()
