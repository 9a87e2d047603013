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
    return "<h1>Ferries</h1><article>" + "".join(f"<p>{sentence}</p>" for sentence in sentences)


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
# Names that fields of a form take from the form's own properties, and images from the document's.
OF_FORMS = (
    *("append", "attributes", "checkVisibility", "childNodes", "className", "closest", "contains"),
    *("getBoundingClientRect", "isContentEditable", "localName", "matches", "nextSibling"),
    *("nodeName", "offsetParent", "ownerDocument", "parentElement", "querySelectorAll"),
    *("shadowRoot", "tagName", "textContent"),
)
OF_DOCUMENTS = (
    *("addEventListener", "body", "contentType", "createElement"),
    *("documentElement", "head", "implementation", "title"),
)


def _forms() -> str:
    """Return the sentences in forms, each with a field that has the name of a property."""
    share = len(SENTENCES) // len(OF_FORMS)
    forms = ""
    for index, name in enumerate(OF_FORMS):
        paragraphs = "".join(
            f"<p>{sentence}</p>" for sentence in SENTENCES[index * share : (index + 1) * share]
        )
        forms += f"<form><input name={name}>{paragraphs}</form>"
    return _page(f"<h1>Ferries</h1><article>{forms}</article>")


def _images() -> str:
    images = "".join(f"<img name={name} alt=''>" for name in OF_DOCUMENTS)
    return _page(images + "<a id=browser></a>" + _told(SENTENCES))


# Pages that are hard to read: their headers, and their HTML.
HARD: dict[str, tuple[Mapping[str, str], Callable[[], str]]] = {
    "vast.html": ({}, _vast),
    "many.html": ({}, lambda: _page(_told(MANY))),
    "strict.html": (STRICT, lambda: _page(_told(SENTENCES))),
    "restless.html": ({}, lambda: _page(_told(SENTENCES) + RESTLESS)),
    "reloading.html": ({}, lambda: _page(_told(SENTENCES) + RELOADING)),
    "sealed.html": ({}, lambda: _page(_told(SENTENCES) + "</article>" + SEALED)),
    "forms.html": ({}, _forms),
    "images.html": ({}, _images),
    "frames.html": ({}, lambda: _page("<h1>Frames</h1><iframe src=strict.html></iframe>")),
}
