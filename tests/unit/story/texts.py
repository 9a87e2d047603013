"""An invented event: an agency's report, a client of it, a retelling and reports of their own."""

from server.store import IndexArticle

AGENCY = (
    "BRACKHOLM (Reuters) - A ferry ran aground off Brackholm on Monday with 412 passengers aboard. "
    "The harbour master, Oda Lindqvist, said that the pilot had mistaken a fishing light for the "
    "beacon of the northern mole. Twelve people were injured, 12 of them on the car deck. "
    "Divers examined the hull of the Ellery Star before two tugs pulled it free at noon. "
    "“We heard a noise like a drawer full of knives, and then the lamps went out at once,” said "
    "Tomas Varga, who had been on his way to a wedding. The company that runs the ferry has "
    "had three groundings since 2019. An inquiry is to report in the autumn."
)
_LINES = AGENCY.split(". ")
COPY = ". ".join(_LINES[:5]) + (
    ". Readers in our valley know the ferry well, since the school choir sails with it each spring."
)
RETELLING = (
    "A ferry has run aground near Brackholm, The Harbour Gazette reported on Tuesday. Of the 412 "
    "passengers on the Ellery Star some were hurt when it struck the northern mole, the paper "
    "said, and two tugs had to pull it free. Oda Lindqvist blamed a fishing light."
)
GAZETTE = (
    "The Ellery Star lay on the northern mole of Brackholm for six hours on Monday. Our reporter "
    "was on the quay when tugs came for the ferry and its 412 passengers. Oda Lindqvist, the "
    "harbour master, spoke of a fishing light that a pilot took for the beacon. Nurses at the "
    "quay counted 21 injured, most of them with bruises from cases that fell off the racks."
)
OWN = (
    "Passengers of the Ellery Star, the ferry that ran aground off Brackholm on Monday, have told "
    "this paper what they saw. Ilse Moor sat by the window when the northern mole came up out of "
    "the fog. Two tugs were there within the hour. Harbour master Oda Lindqvist did not answer "
    "our calls. There were 412 passengers aboard, by the list that the purser showed us."
)
OTHER = (
    "The orchestra of Vellmar opens its season with a symphony that nobody has played for eighty "
    "years. The conductor, Pia Rost, found the score in the attic of a baker in Quarne. Tickets "
    "for the first evening, 640 of them, were gone within an hour."
)


def article(name: str, text: str, hour: int | None = 8, **about: str | None) -> IndexArticle:
    """Return a text of the publisher `name`, at an hour of 2 March 2026."""
    host = name.lower().replace(" ", "").replace("the", "")
    time = None if hour is None else f"2026-03-02T{hour:02}:00:00+00:00"
    fields = {"publisher": name, "published": time, "language": "en", **about}
    return IndexArticle(f"https://{host}.example/ferry", f"{name} on the ferry", text, **fields)
