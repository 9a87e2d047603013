"""Prints each pattern that the server compiles, as JSON: `python tests/compiled_patterns.py`.

All modules are imported, and a page in each language is read, judged and searched for citations,
so that patterns made of tables are there too. Each line has the pattern, its flags, whether it is
of bytes, the file and function that compiled it, and the function of `re` that it called.
"""

import importlib
import json
import pkgutil
import re
import sys
from pathlib import Path

import server

FOLDER = Path(*server.__path__)
# A pattern is of the first file outside of these on the stack.
_BETWEEN = ("/re/", "/pydantic", "/functools.py", "/enum.py")
_PAGE = """<html lang="{language}"><head><title>{words}</title></head><body><article>
<h1>{words}</h1><p>Iris Calloway (Reuters), 3 May 2026</p><p>{words}. "1,500 $," {words}.</p>
<p>{words} Gazette <a href="https://gazette.example/2026/the-quay-closes">{words}</a>.</p>
<p>{words} 5-3, 3 km, 5 %. {words} [1].</p><p>[1] https://gazette.example/news/quay</p>
</article></body></html>"""

compiled: dict[tuple[str | bytes, int], tuple[str, str, str]] = {}
_compile = re._compile  # type: ignore[attr-defined]  # every function of `re` goes through it


def _compile_and_note(pattern: str | bytes | re.Pattern, flags: int) -> re.Pattern:
    expression = _compile(pattern, flags)
    frame = sys._getframe(1)
    called = frame.f_code.co_name
    while frame.f_back and any(folder_name in frame.f_code.co_filename for folder_name in _BETWEEN):
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    if path.is_relative_to(FOLDER):
        place = str(path.relative_to(FOLDER)), frame.f_code.co_name, called
        compiled.setdefault((expression.pattern, expression.flags), place)
    return expression


def _import_all() -> None:
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if "gunicorn" not in module.name:  # its configuration starts it
            importlib.import_module(module.name)


def _read_a_page_in_each_language() -> None:
    # Imported here, once what they compile is noted.
    language_data = importlib.import_module("server.language.data")
    model = importlib.import_module("server.model")
    tasks = importlib.import_module("server.pipeline.tasks")
    cite = importlib.import_module("server.cite.reading")
    for language in language_data.languages():
        words = " ".join(sorted(language_data.function_words(language))[:60])
        html = _PAGE.format(language=language, words=words)
        page = model.PageInput(html=html, url="https://paper.example/2026/quay", language=language)
        tasks.examine(page)
        cite.citations_of(page)


if __name__ == "__main__":
    re._compile = _compile_and_note  # type: ignore[attr-defined]
    _import_all()
    _read_a_page_in_each_language()
    for (pattern, flags), place in compiled.items():
        text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
        print(json.dumps([text, flags, isinstance(pattern, bytes), *place]))
