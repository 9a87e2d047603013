"""Keeps words out of docstrings and comments that engineers stumble over: `python -m tests.prose`.

Scans all Python and JavaScript; prints each line with such a word and what to write instead. Lists
docstrings that begin with a question word, and paragraphs of the documentation that are too long to
read in one go, as well.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

# A pattern, and what to write instead.
BANNED = {
    r"told|tells?|telling": "say, report, distinguish, contain",
    r"stands?|standing": "be, appear, represent",
    r"behind(?! (?:an?|the|its|their|one|another) [\w ]{0,20}(?:proxy|paywall|server|interface))": (
        "after, below"
    ),
    r"shuts?": "close, block, lock",
    r"nought": "zero",
    r"doors?": "access, link, gate",
    r"reckoned": "computed",
    r"ours|theirs": "the page's, the source's, the project's",
    r"such(?! (?:as|an?)\b)": "this, these, of this kind",
    r"so many": "this many",
    r"in vain": "without result",
    r"at hand": "available, local",
    r"(?:is|are) none|none (?:is|are|that)": "is not a …, no …",
}
_BANNED = {
    re.compile(rf"(?<!`)\b(?:{words})\b(?!`)", re.IGNORECASE): instead
    for words, instead in BANNED.items()
}
# Beginnings of a docstring that neither command nor name; ruff's D401 misses these.
_OPENINGS = re.compile(r"(?:Whether|What|How|Those|That|Where|Who|Whom|Whose|Which|Why|When)\b")
_ARTICLES = re.compile(r"(?:The|An?|All|Its|Each|Every)\b")
_CODE = ("*.py", "*.js", "*.mjs")
_MOST_WORDS = 120  # of a paragraph
_NEW_ITEM = re.compile(r"\n(?=\s*(?:[-*]|\d+\.) )")
_JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\w])//[^\n]*", re.DOTALL)


def prose_of_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of `source` that are docstrings or comments, by number."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            text = node.body[0]
            for number in range(text.lineno, (text.end_lineno or text.lineno) + 1):
                yield number, lines[number - 1]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def openings(source: str) -> Iterator[tuple[int, str]]:
    """Yield the docstrings of `source` that begin with a question word, by line number.

    Those of properties may not begin with an article either: ruff's D401 passes them over.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
        is_property = any("property" in ast.unparse(each) for each in decorators)
        text = ast.get_docstring(node) or ""
        if found := _OPENINGS.match(text) or (is_property and _ARTICLES.match(text)):
            yield node.body[0].lineno, found[0]


def prose_of_javascript(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of `source` that are comments, by number."""
    for comment in _JS_COMMENT.finditer(source):
        first = source.count("\n", 0, comment.start()) + 1
        for offset, line in enumerate(comment[0].splitlines()):
            yield first + offset, line


def findings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the banned words in `text`, each with its replacement."""
    for pattern, instead in _BANNED.items():
        for found in pattern.findall(text):
            yield found, instead


def long_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the length and beginning of each long paragraph of a Markdown file."""
    for block in re.split(r"\n\s*\n", text):
        for paragraph in _NEW_ITEM.split(block):
            words = paragraph.split()
            if len(words) > _MOST_WORDS and not paragraph.lstrip().startswith(("|", "```", "<")):
                yield len(words), " ".join(words[:8])


def main() -> int:
    """Print every banned word; the exit status is 1 if there is one."""
    count = 0
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *_CODE]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = (ROOT / name for name in sorted(names.splitlines()))
    for path in (path for path in files if path.is_file() and not path.is_symlink()):
        read = prose_of_python if path.suffix == ".py" else prose_of_javascript
        source = path.read_text("utf-8")
        for number, word in openings(source) if path.suffix == ".py" else ():
            print(f"{path.relative_to(ROOT)}:{number}: a docstring begins with “{word}”.")
            count += 1
        for number, line in read(source):
            for word, instead in findings(line):
                print(f"{path.relative_to(ROOT)}:{number}: “{word}”: write {instead}.")
                count += 1
    for path in sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]):
        for length, beginning in long_paragraphs(path.read_text("utf-8")):
            print(f"{path.relative_to(ROOT)}: “{beginning} …” has {length} words; split it.")
            count += 1
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main())
