"""The export linter finds what must not leave, and says where without saying what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.linter import Hit, Rule, TypedText, lint

NAMES = ("Darren Okafor", "Anne-Marie O'Hara", "Will Grace", "José Núñez", "محمد علی")

INNOCENT = """
P04 blamed drink twice before lunch, then named own act after a peer's question.
Left the room once, came back at the stated time.
After the break the room went quiet; the jokes stopped.
P07 minimised twice, then named the harm without prompting.
Two seats carried the discussion; the others answered when asked.
P02 and P05 laughed during the ripple map; we named it and went on.
Worked alone on the timeline and asked for more paper.
P11 passed in the first round and joined in the second.
Body map: five seats marked chest and fists before words.
Quiet until 11:40, then helped P03 with the plan card.
Looked at the floor for most of W1-06; offered water at BR2.
Practised the time-out plan with a neighbour, 3 of 4 steps.
Named jealousy as a trigger and wrote two early signs.
He walked out of the room at 12:05 and returned at 12:11.
She listened for ten minutes without interrupting.
They worked in pairs; P01 took notes for both.
P08 spoke about his children for the first time.
Named what the children in the house may have seen and heard.
Wrote that his partner was living in fear, in his own words on the sheet.
Moved from blaming the police to naming own act.
Started the cards five minutes late because of the fire alarm.
Ratings 3, 2, 4, 1 and 0; gap of two for P06.
Workshop 2 on 26 December 2026, doors at 09:45.
The date 26.12.2026 10.00 was confirmed with everyone.
Seats 1, 2, 3, 4, 5, 6, 7, 8, 9 and 10 present by 10:15.
Objectives O01, O02, O03 and O07 were evidenced before lunch.
10 of 12 seats heard; 7 codes in 25 minutes; 30 minutes for lunch.
The group needed 45 minutes for W1-04; we took them from W1-05.
Lead swapped at lunch as planned; one interruption, named and mended.
I talked too much in the first hour; fewer closed questions next time.
Reflected both sides, then asked what a neighbour watching would have seen.
'Twas a slow start, but the 'em and us talk faded.
It's hard to slow down when the group doesn't answer.
The parents' cards were missing from the deck; we used spares.
The two facilitators' timings differ by a minute.
We don't have enough chairs; the caretaker's list is wrong.
Rock 'n' roll was on the radio at lunch, nothing else to note.
P09 looked distressed in the '90s story; a pause of six minutes.
Ask for a quieter room; traffic noise at the front.
Support needed: half an hour with the practice supervisor.
I noticed I assumed that fathers lead and mothers follow.
My own family came to mind during the case study; I said so to my co-worker.
Class: I warmed to people who speak like me.
More practice with group silence and with rolling with sustain talk.
Read the guidance on trauma and hearing loss before workshop two.
P10 helped a peer challenge the idea that drink explains it.
Wrote four steps on the wallet card and read them aloud.
P05 arrived at 10:14, apologised, took the seat by the door.
Used the floor scale: began at 2, ended at 6.
P12 interrupted three times before the break and once after it.
One phone rang; it was put away without argument.
Peer question from P06 opened the strongest minutes of the day.
The story about a neighbour drew knowing laughter; we slowed it down.
Distress at 13:20; a break was called; back after nine minutes.
W2 4th activity ran over; W2 2nd break kept its length.
P03 stayed for BR1 1st half and spoke with the co-facilitator.
The May date suits everybody; will confirm.
Grace under pressure from the group as a whole.
P02 linked material to own behaviour twice and helped P08.
Plan covers the next day, the next month and the hard day.
Repair was discussed; nobody is asked to do anything for it.
Handout count 12, pens 24, cards 3 decks, sheets 48.
8 completed, 2 declined, 1 not reached
not supplied
Ref 13260123456
Took 10 minutes to walk back from lunch; two seats were late.
P04 was asked to address how his children hear an argument.
Stayed close to the material; his family came up once.
Told the group what limits of confidentiality mean, as planned.
Asked P07 to say more; P07 shrugged, then nodded.
My co-worker said we should slow down, and we did.
The anonymous forms gave kind feedback on the room.
P01 told the pair about a plan for Saturday evenings.
""".strip().splitlines()

TELLING = (
    "His wife in Otley told us he still checks her phone.",
    "She said it had stopped.",
    "He told us it was the drink.",
    "They've mentioned it before.",
    "Mum told us on the phone.",
    "His partner has also reported a calmer week.",
    "The ex says nothing changed.",
    "P04's girlfriend, who came to the door, told me so.",
    "We were told by his partner that it is better.",
    "According to her, nothing changed.",
    "We heard from the victim that it is better.",
    "The victim's account differs.",
    "The feedback says so too.",
    "The victim-contact worker told us it is better.",
    "His daughter let us know.",
    "The children disclosed it at school.",
    "her sister phoned us at lunch",
    "s\u200bhe s\u00ada\u200bid so",
)

PLACED = (
    "His wife in Otley looks better.",
    "The partner has moved to leeds.",
    "Partner is in a refuge.",
    "P04 asked about the school; his daughter goes to Oak Lane primary.",
    "His ex lives near Thornley.",
    "His mum at 14 oak street, still.",
    "Her address came up: the ex-partner's address is known to him.",
)

QUOTED = (
    'Called it "nothing" twice.',
    "Called it \u201cnothing\u201d twice.",
    "Called it \u2018nothing\u2019 twice.",
    "Called it 'nothing at all' twice.",
    "Called it \u00abnothing\u00bb.",
    "Called it ``nothing'' and sat down: 'so what'.",
    'Began with " and never closed',
)


def found(text: str, section: int = 8, names: tuple[str, ...] = NAMES) -> set[Rule]:
    """The rules that hit one text."""
    return {hit.rule for hit in lint([TypedText(section, "f", "P04", text)], names, {})}


@pytest.mark.parametrize("sentence", INNOCENT)
def test_innocent_sentences_pass(sentence: str) -> None:
    # "Grace" and "May" are ordinary words here; nobody of that name is in this register.
    assert found(sentence, 4, ("Darren Okafor",)) == set()


def test_the_bad_example_of_the_form_is_held() -> None:
    text = "Darren's wife in Otley told us he still checks her phone"
    assert found(text) >= {Rule.NAME, Rule.PLACE, Rule.SPEECH}


@pytest.mark.parametrize("sentence", TELLING)
def test_reported_speech_is_found(sentence: str) -> None:
    assert Rule.SPEECH in found(sentence)


@pytest.mark.parametrize("sentence", PLACED)
def test_a_relation_with_a_place_is_found(sentence: str) -> None:
    assert Rule.PLACE in found(sentence)


@pytest.mark.parametrize("sentence", QUOTED)
def test_quotation_marks_are_found_in_section_four_alone(sentence: str) -> None:
    assert Rule.QUOTATION in found(sentence, 4)
    assert Rule.QUOTATION not in found(sentence, 5)


@pytest.mark.parametrize(
    "text",
    [
        "Darren left early",
        "DARREN left early",
        "Mr Okafor left",
        "Anne came late",
        "O'Hara came late",
        "Jose came late",
        "José came late",
        "Dar\u200bren left",
        "D\u0430rren left",
        "\uff24arren left",
        "Darren's seat",
        "محمد spoke",
    ],
)
def test_a_part_of_a_name_is_found_however_it_is_written(text: str) -> None:
    assert Rule.NAME in found(text)


@pytest.mark.parametrize("text", ["good will all day", "with grace", "Willing to try", "Graceful"])
def test_ordinary_words_that_are_no_whole_capitalised_name_pass(text: str) -> None:
    assert found(text) == set()


def test_a_false_hit_is_released_one_by_one_and_only_with_a_reason() -> None:
    text = [TypedText(8, "f", "", "Will the room be free? Will we be two?")]
    first, second = lint(text, NAMES, {})
    assert first.releasable
    assert lint(text, NAMES, {first.place: "a verb"}) == [second]
    assert lint(text, NAMES, {first.place: " "}) == [first, second]
    assert lint(text, NAMES, {first.place: "a verb", second.place: "a verb"}) == []


def test_a_release_lapses_when_the_text_changes() -> None:
    (hit,) = lint([TypedText(8, "f", "", "Will it rain")], NAMES, {})
    changed = [TypedText(8, "f", "", "Will it snow")]
    assert lint(changed, NAMES, {hit.place: "a verb"}) != []


@pytest.mark.parametrize(
    "text",
    ["Ring 07700 900123", "LS1 4AP", "a@b.example", "She told us", 'Said "no"', "Wife in Otley"],
)
def test_nothing_but_a_name_is_ever_released(text: str) -> None:
    typed = [TypedText(4, "f", "P04", text)]
    hits = lint(typed, NAMES, {})
    assert hits
    assert not any(hit.releasable for hit in hits)
    assert lint(typed, NAMES, {hit.place: "please" for hit in hits}) == hits


SEPARATORS = st.sampled_from(["", " ", "  ", ".", "-", "\u00a0", "\u2011", "\u200b", " . ", "\n"])
AROUND = st.sampled_from(["", "Ring ", "tel:", "seat 3 ", "(", "\u202e", "call", "on 4 May, "])
AFTER = st.sampled_from(["", " today", ".", ")", "\u200f", " 3 times", ", room 4"])
PREFIXES = st.sampled_from(["0", "+44", "+44 (0)", "0044 ", "+44\u200b"])


def _digits(text: str, script: int) -> str:
    zero = (0x30, 0xFF10, 0x0660, 0x06F0, 0x1D7CE)[script]
    return "".join(chr(zero + int(c)) if c in "0123456789" else c for c in text)


@given(
    before=AROUND,
    prefix=PREFIXES,
    area=st.sampled_from(["7700", "7911", "113", "1274", "20", "800"]),
    rest=st.text("0123456789", min_size=7, max_size=7),
    gap=SEPARATORS,
    split=st.integers(2, 5),
    after=AFTER,
    script=st.integers(0, 4),
)
def test_a_planted_telephone_number_is_always_found(
    before: str,
    prefix: str,
    area: str,
    rest: str,
    gap: str,
    split: int,
    after: str,
    script: int,
) -> None:
    number = (area + rest)[:10]
    planted = _digits(
        f"{prefix}{number[:4]}{gap}{number[4 : 4 + split]}{gap}{number[4 + split :]}", script
    )
    hits = lint([TypedText(9, "f", "", f"{before}{planted}{after}")], (), {})
    assert Rule.PHONE in {hit.rule for hit in hits}
    _silent(hits, planted)


OUTWARD = st.sampled_from(["LS1", "BD12", "W1A", "EC1A", "HD9", "WF10", "SW1A", "M1", "ls8", "Bd1"])


@given(
    before=st.sampled_from(["", "at ", "(", "to\u00a0", "\u200b"]),
    outward=OUTWARD,
    gap=st.sampled_from(["", " ", "  ", "\u00a0", "\u200b", "-", "."]),
    inward=st.from_regex(r"[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True),
    lower=st.booleans(),
    after=st.sampled_from(["", ".", " now", ")", "\u200d"]),
)
def test_a_planted_postcode_is_always_found(
    before: str, outward: str, gap: str, inward: str, lower: bool, after: str
) -> None:
    planted = f"{outward}{gap}{inward}"
    planted = planted.lower() if lower else planted.upper()
    hits = lint([TypedText(9, "f", "", f"{before}{planted}{after}")], (), {})
    assert Rule.POSTCODE in {hit.rule for hit in hits}
    _silent(hits, planted)


@given(
    local=st.from_regex(r"[a-z][a-z0-9._+-]{0,10}[a-z0-9]", fullmatch=True),
    at=st.sampled_from(["@", "\uff20", "\u200b@", "(at)", " [at] "]),
    host=st.from_regex(r"[a-z]{2,8}", fullmatch=True),
    dot=st.sampled_from([".", "\u200b.", "(dot)"]),
    after=st.sampled_from(["", ".", " please"]),
)
def test_a_planted_e_mail_address_is_always_found(
    local: str, at: str, host: str, dot: str, after: str
) -> None:
    planted = f"{local}{at}{host}{dot}example"
    hits = lint([TypedText(9, "f", "", f"write to {planted}{after}")], (), {})
    assert Rule.EMAIL in {hit.rule for hit in hits}
    _silent(hits, planted)


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_without_failing_or_quoting(text: str) -> None:
    _silent(lint([TypedText(4, "seat.behaviour", "P04", text)], NAMES, {}), text)


def test_a_spoken_number_and_an_account_name_are_found() -> None:
    spoken = "oh seven seven double oh nine hundred one two three four"
    assert Rule.PHONE in found("zero seven seven zero zero nine zero zero one two three")
    assert Rule.PHONE not in found("one two three and go")
    assert Rule.PHONE not in found(spoken[:20])
    assert Rule.EMAIL in found("find me as @some_name")


def _silent(hits: list[Hit], planted: str) -> None:
    for hit in hits:
        shown = f"{hit!r} {hit.sentence()} {hit.place}"
        if len(planted.strip()) > 8:
            assert planted.strip() not in shown
        for word in ("Darren", "Okafor", "900123"):
            assert word not in shown


def test_typed_text_does_not_show_itself() -> None:
    assert "zq-secret" not in repr(TypedText(4, "f", "P04", "zq-secret"))
