"""One sheet of the panel's states: light, dark, 240 px and right to left side by side.

    python -m tests.e2e.sheet [FILE]

From the pictures that tests/e2e/test_accessibility.py left in .screenshots, by ImageMagick.
"""

import subprocess
import sys
from pathlib import Path

from .reader import SCREENSHOTS
from .states import STATES

FILE = Path(__file__).parents[2] / "docs" / "panel-states.png"
ORDER = ("summary", *STATES)
VARIANTS = ("light", "dark", "narrow", "rtl")
LOOK = "-background #888 -tile 12x -gravity north -extent 360x520 -geometry 150x+2+2 -colors 48"


def main() -> None:
    """Write the sheet."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    taken = [SCREENSHOTS / f"{state}-{variant}.png" for state in ORDER for variant in VARIANTS]
    pictures = [str(path) for path in taken if path.exists()]
    if not pictures:
        sys.exit(f"There are no pictures in {SCREENSHOTS}: run test_accessibility.py first.")
    command = ["montage", *pictures, *LOOK.split(), "+dither", f"PNG8:{file}"]
    subprocess.run(command, check=True)
    sys.stdout.write(f"{file} ({len(pictures)} pictures, {file.stat().st_size / 1000:.0f} KB)\n")


if __name__ == "__main__":
    main()
