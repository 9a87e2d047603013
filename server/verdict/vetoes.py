"""What keeps a page from being called whole, whatever its text looks like.

The address of a front page or a section, what many people say, what is still broadcast: each is
seen for certain, so that no weight decides.
"""

from collections.abc import Iterator

from server.page.view import PageView
from server.urls import is_a, is_home, is_section, unwrap
from server.verdict.signals import Signal

# Types of schema.org of what goes on while it is read.
_BROADCASTS = frozenset({"broadcastevent", "broadcastservice", "televisionchannel", "radiochannel"})


def vetoes_of(view: PageView) -> Iterator[Signal]:
    """Yield what forbids to call a page whole, with its reason."""
    address = unwrap(view.place.address or "")  # that of the page which an archive keeps
    if address and is_home(address):
        yield Signal("home_page", "The page is the front page of its site.")
    elif address and is_section(address):
        yield Signal("section_page", "The page's address is that of a section, not of a story.")
    elif is_a(address, "voices"):
        yield Signal("voices_page", "By its address, this is a forum or a page of reviews.")
    is_broadcast = not _BROADCASTS.isdisjoint(view.structured.kinds)
    if is_broadcast or is_a(address, "live"):
        yield Signal("live_page", "The page is about something that is being broadcast.")
