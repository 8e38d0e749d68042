"""The card that a victim-contact worker reads aloud before anything is asked or written down."""

from __future__ import annotations

from html import escape

TITLE = "Before we talk: what happens with what you say"
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "First",
        (
            "Is this a safe time to talk? Just say yes or no.",
            "You can hang up at any moment. I will not ask why.",
            "Shall we choose a word you can say if it stops being safe?",
        ),
    ),
    (
        "You do not have to say anything",
        (
            "You can say nothing at all. That is fine.",
            "Saying nothing will not get you into trouble.",
            "If you say nothing, nobody at the workshop can tell. "
            "It looks the same as when I could not reach you.",
            "The person on the workshop is not told that I rang, or that you answered.",
        ),
    ),
    (
        "If you do say something, you choose what I do with it",
        (
            "There are four choices. You can pick a different one later.",
            "Nothing. I keep it here. The two people who run the workshop get none of it.",
            "To know. Those two may read a short note, so that they plan with care. "
            "They never say it and never hint at it.",
            "For everyone. Those two also spend more time on a part of the workshop that fits. "
            "They do it with the whole group. Nobody is singled out. "
            "If fewer than four people are there, they do not do it.",
            "Your own words. We agree on a few exact words. I read them back to you. "
            "The person on the workshop may hear these words, in private, and no others. "
            "That person will then know that you spoke to us. "
            "Many places do not offer this. It is not used if it could put you in danger.",
        ),
    ),
    (
        "When I cannot keep it to myself",
        (
            "If a child may get hurt, I must tell people whose job it is to help. "
            "The same goes if a life is in danger, or for a serious crime.",
            "That can be the police or social care.",
            "I tell them only what they need.",
            "I tell you first, if that is safe.",
            "The two who run the workshop may hear from me to take care. They do not hear why.",
            "I tell the person on the workshop nothing.",
        ),
    ),
    (
        "You can change your mind",
        (
            "You can change your choice or take it all back. You need not say why.",
            "Tell me, or anyone on our team, in the way that is safe for you.",
            "Please tell us before the second workshop. What has been said in the room by then "
            "cannot be unsaid. After that we still take it out of our records where we can.",
        ),
    ),
    (
        "A workshop is not a promise",
        (
            "Finishing the workshops does not mean that somebody is safe to be with.",
            "What you feel counts. If you are afraid, that matters more than any certificate.",
            "If you are in danger now, ring 999. If you ring from a mobile and cannot speak, "
            "press 55 when you are asked.",
        ),
    ),
    (
        "Last",
        (
            "Would you like me to read any of this again?",
            "How may I reach you next time, and when? May I leave a message? May I text?",
        ),
    ),
)
"""Headings with their sentences, in the order in which they are read."""


def card_text() -> str:
    """The card as plain text, one sentence or thought a line."""
    lines = [TITLE, "=" * len(TITLE)]
    for heading, sentences in PARTS:
        lines += ["", heading, "-" * len(heading), *(f"- {sentence}" for sentence in sentences)]
    return "\n".join(lines) + "\n"


def card_html() -> str:
    """The card as one page to print; it fetches nothing."""
    body = "".join(
        f"<h2>{escape(heading)}</h2><ul>"
        + "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        + "</ul>"
        for heading, sentences in PARTS
    )
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(TITLE)}</title><style>"
        "body{font:1.15rem/1.5 sans-serif;max-width:42em;margin:2em auto;padding:0 1em}"
        "h2{font-size:1.15rem;margin:1.2em 0 .2em}ul{margin:0;padding-left:1.2em}"
        "li{margin:.2em 0}</style></head>"
        f"<body><h1>{escape(TITLE)}</h1>{body}</body></html>\n"
    )
