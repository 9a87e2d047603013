"""Pages that are hard to read."""

from collections.abc import Callable, Mapping

SENTENCES = [f"Ship number {n} sails from the quay of harbour {n}." for n in range(40)]
MANY = [f"Ship number {n} sails from the quay of harbour {n}." for n in range(3000)]
STRICT = {
    "Content-Security-Policy": "default-src 'none'; sandbox; require-trusted-types-for 'script'"
}


def _page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head><title>Ferries</title>{head}</head><body>{body}"


def _told(sentences: list[str]) -> str:
    return "<h1>Ferries</h1><article>" + "".join(f"<p>{each}</p>" for each in sentences)


def _vast() -> str:
    return _page(
        _told(["The ferry left the quay in the morning and came back at night. " * 10] * 32_000)
    )


RESTLESS = """<script>
const texts = [...document.querySelectorAll("p")].map(each => each.textContent);
const fill = () => document.querySelector("article").replaceChildren(...texts.map(text => {
  const paragraph = document.createElement("p");
  paragraph.append(...text.split(" ").flatMap(word => [document.createTextNode(word), " "]));
  return paragraph; }));
let left = 400;
const again = setInterval(() => { fill(); if (--left) return;
  clearInterval(again); document.title = "At rest"; }, 5);
</script>"""
RELOADING = """<script>
addEventListener("again", () => { window.before = true; location.reload(); });
</script>"""
SEALED = """<div></div><script>
const root = document.querySelector("div").attachShadow({mode: "closed"});
root.append(document.querySelector("article"));
</script>"""
# Pages that are hard to read: their headers, and their HTML.
HARD: dict[str, tuple[Mapping[str, str], Callable[[], str]]] = {
    "vast.html": ({}, _vast),
    "many.html": ({}, lambda: _page(_told(MANY))),
    "strict.html": (STRICT, lambda: _page(_told(SENTENCES))),
    "restless.html": ({}, lambda: _page(_told(SENTENCES) + RESTLESS)),
    "reloading.html": ({}, lambda: _page(_told(SENTENCES) + RELOADING)),
    "sealed.html": ({}, lambda: _page(_told(SENTENCES) + "</article>" + SEALED)),
    "frames.html": ({}, lambda: _page("<h1>Frames</h1><iframe src=strict.html></iframe>")),
}
