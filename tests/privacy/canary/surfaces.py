"""The 42 places from which something could leak: what is gathered there, and what may stand there.

Numbers and names are those of the threat model (security page, "42 leak surfaces"). Each surface
also says how a canary is planted there, so that its own gathering and scanning can be seen to work.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.privacy.canary.evidence import Evidence, Frame, Pieces
from tests.privacy.canary.sitting import USUAL

Gather = Callable[[Evidence], Pieces]
Plant = Callable[[Evidence, str], None]

_TITLE = re.compile(rb"\x1b\][012];(.*?)(?:\x07|\x1b\\)", re.DOTALL)
_CLIPBOARD = re.compile(rb"\x1b\]52;[^;]*;(.*?)(?:\x07|\x1b\\)", re.DOTALL)
_ANY_OSC = re.compile(rb"\x1b[\]PX^_](.*?)(?:\x07|\x1b\\)", re.DOTALL)
_MAIN_SCREEN = re.compile(rb"\x1b\[\?1049h.*?(?:\x1b\[\?1049l|\Z)", re.DOTALL)
_WHERE = re.compile(r'"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Surface:
    """One place.

    :ivar allowed: fields of marks that may stand here, as the tables of who may see what say;
        everything else is forbidden.
    :ivar absent: why nothing of the kind exists today, where it does not.
    :ivar traced: nothing can be seen here unless system calls are traced.
    """

    id: str
    name: str
    gather: Gather
    plant: Plant
    allowed: tuple[str, ...] = ()
    absent: str = ""
    traced: bool = False


def _frames(choose: Callable[[Frame], bool]) -> Gather:
    return lambda e: [(f.label, f.text.encode()) for f in e.frames if choose(f)]


def _frame(label: str, *, size: tuple[int, int] = USUAL) -> Plant:
    return lambda e, text: e.frames.append(Frame(label, False, size, f" seat 7 {text} "))


def _room(frame: Frame) -> bool:
    return not frame.private and frame.size == USUAL


def _other_size(frame: Frame) -> bool:
    return not frame.private and frame.size != USUAL


def _raw(pattern: re.Pattern[bytes]) -> Gather:
    return lambda e: [(pattern.pattern.decode("latin-1"), b"\n".join(pattern.findall(e.raw)))]


def _written(before: bytes, after: bytes) -> Plant:
    def plant(e: Evidence, text: str) -> None:
        e.raw += before + text.encode() + after

    return plant


def _scrollback(e: Evidence) -> Pieces:
    return [("main screen", _MAIN_SCREEN.sub(b"\n", bytes(e.raw)))]


def _kept(*wanted: str) -> Gather:
    return lambda e: [(k, v) for k, v in e.kept.items() if any(word in k for word in wanted)]


def _keep(label: str) -> Plant:
    def plant(e: Evidence, text: str) -> None:
        e.kept[label] = text.encode()

    return plant


def _printed(*wanted: str) -> Gather:
    return lambda e: [
        (label, data)
        for label, data in e.printed.items()
        if not wanted or any(word in label for word in wanted)
    ]


def _print(label: str) -> Plant:
    def plant(e: Evidence, text: str) -> None:
        e.printed[label] = text.encode()

    return plant


def _files(*patterns: str, under: str = "") -> Gather:
    return lambda e: list(e.files(*patterns, under=e.root / under if under else None))


def _file(name: str, wrap: Callable[[str], bytes] = str.encode) -> Plant:
    def plant(e: Evidence, text: str) -> None:
        path = e.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wrap(text))

    return plant


def _logs(e: Evidence) -> Pieces:
    return list(e.files("*.log", "*.txt", "*.trace", under=e.home))


def _opened(e: Evidence) -> Pieces:
    """The temporary folder, what stood in it while the app ran, and any path written elsewhere.

    Elsewhere is every place but the person's home, which other surfaces look through, the folder
    that documents were asked for in, and what the test itself put there.
    """
    apart = {e.home, e.out, e.root / "stick", e.root / "site", e.root / "spied"}
    found = [
        (name, data)
        for name, data in e.files()
        if not any((e.root / name).is_relative_to(place) for place in apart)
    ]
    found += [(k, v) for k, v in e.kept.items() if " tmp/" in k]
    for line in e.written:
        named = _WHERE.search(line)
        path = Path(named[1]) if named else None
        if path is None or not path.is_absolute() or path.is_relative_to(e.root):
            continue
        if path.parts[1] in ("dev", "proc", "sys"):
            continue
        found.append((str(path), path.read_bytes() if path.is_file() else str(path).encode()))
    return found


def _swap(e: Evidence) -> Pieces:
    found = [(k, v) for k, v in e.kept.items() if k.startswith("swap")]
    for line in Path("/proc/swaps").read_text().splitlines()[1:]:
        device = Path(line.split()[0])
        if device.is_file():
            found.append((str(device), device.read_bytes()))
    return found


def _backup(e: Evidence) -> Pieces:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        archive.add(e.store, "store")
    made = e.files(under=e.backups)
    return [("store.tar.gz", out.getvalue()), *made, *e.files("*.bak", "*.tar", "*.tar.gz")]


def _drafts(e: Evidence) -> Pieces:
    return [(n, d) for n, d in e.files(under=e.home) if not Path(n).name.startswith("store.db")]


def _names(e: Evidence) -> Pieces:
    return [("names", "\n".join(str(p.relative_to(e.root)) for p in e.root.rglob("*")).encode())]


def _named(e: Evidence, text: str) -> None:
    (e.out / f"{text}.txt").write_bytes(b"")


def _processes(e: Evidence) -> Pieces:
    return [(k, v) for k, v in e.processes.items() if k.endswith(("cmdline", "environ"))]


def _process(e: Evidence, text: str) -> None:
    e.processes["control cmdline"] = b"python\0--say\0" + text.encode() + b"\0"


def _pdf_text(e: Evidence) -> Pieces:
    from pypdf import PdfReader

    return [
        (
            name,
            "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).encode(),
        )
        for name, data in e.files("*.pdf", under=e.out)
    ]


def _pdf_facts(e: Evidence) -> Pieces:
    from pypdf import PdfReader

    found: Pieces = []
    for name, data in e.files("*.pdf", under=e.out):
        reader = PdfReader(io.BytesIO(data))
        attached = b"".join(b"".join(parts) for parts in reader.attachments.values())
        xmp = reader.xmp_metadata.stream.get_data() if reader.xmp_metadata else b""
        found.append((name, repr(dict(reader.metadata or {})).encode() + xmp + attached))
    return found


def _pdf(*, facts: bool) -> Plant:
    def plant(e: Evidence, text: str) -> None:
        import typst
        from pypdf import PdfReader, PdfWriter

        body = f'#set document(title: "{text if facts else "note"}")\n{"note" if facts else text}\n'
        made = typst.compile(body.encode())
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
        if facts:
            writer.add_attachment("words.txt", text.encode())
        with (e.out / "control.pdf").open("wb") as file:
            writer.write(file)

    return plant


def _memory(*wanted: str) -> Gather:
    return lambda e: [(k, v) for k, v in e.memory.items() if any(word in k for word in wanted)]


def _remember(label: str) -> Plant:
    def plant(e: Evidence, text: str) -> None:
        e.memory[label] = b"\0" * 64 + text.encode() + b"\0" * 64

    return plant


def _sockets(e: Evidence) -> Pieces:
    return [("network calls", "\n".join(e.sockets).encode())]


def _socket(e: Evidence, text: str) -> None:
    e.sockets.append(f'sendto(3, "{text}", 40, 0, {{sa_family=AF_INET, 192.0.2.1:5432}}, 16)')


def _zip_document(text: str) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{text}</w:t>")
        archive.writestr("docProps/core.xml", "<dc:creator></dc:creator>")
    return out.getvalue()


NOTE = ("flag action", "climate.", "seat.", "practice.", "reflection.", "learning.", "assurance.",
        "supervisor.", "fidelity.")  # fmt: skip
"""What a supervision note holds: the debrief's answers, and what was done about a flag."""
SHARED = ("summary", "agreed words", "extract summary")
"""What the person harmed allowed, on its way to the session laptop."""

SURFACES = (
    Surface("L1", "room-mode screens", _frames(_room), _frame("control")),
    Surface("L2", "room-mode screens at every size", _frames(_other_size),
            _frame("control", size=(60, 20))),
    Surface("L3", "bytes to the terminal outside private views",
            lambda e: [("pty", e.public_raw())], _written(b"\x1b[5;7H", b"\x1b[0m")),
    Surface("L4", "terminal title", _raw(_TITLE), _written(b"\x1b]2;", b"\x07")),
    Surface("L5", "clipboard (OSC 52)", _raw(_CLIPBOARD), _written(b"\x1b]52;c;", b"\x07")),
    Surface("L6", "scrollback after exit", _scrollback,
            _written(b"\x1b[?1049l", b"\x1b[?1049h\x1b[?1049l")),
    Surface("L7", "screen after a kill", _kept("screen after kill", "screen after abort"),
            _keep("screen after kill of control")),
    Surface("L8", "screen after suspend", _kept("screen after suspend"),
            _keep("screen after suspend of control")),
    Surface("L9", "toasts after a private view",
            _frames(lambda f: not f.private and f.label.startswith("after")),
            _frame("after control")),
    Surface("L10", "palette and search history", lambda e: [
        *_frames(lambda f: f.label.startswith("palette"))(e), *e.files("*history*")],
            _frame("palette control")),
    Surface("L11", "screenshots", _files("*.svg", "*.png", "*.jpg"), _file("control.svg")),
    Surface("L12", "selection and any other string sent to the terminal", _raw(_ANY_OSC),
            _written(b"\x1bP", b"\x1b\\")),
    Surface("L13", "standard output and error", _printed(), _print("control (err)")),
    Surface("L14", "a crash's local variables", lambda e: [
        *_kept("crash")(e), *e.files("reports/*", "*/reports/*", under=e.home)],
            _file("home/store/reports/control.txt")),
    Surface("L15", "messages of refusals", lambda e: [
        *_kept("refusal")(e), *_printed("broken", "damaged")(e)], _keep("refusal of control")),
    Surface("L16", "logs", _logs, _file("home/.cache/control.log")),
    Surface("L17", "Textual's log and developer tools", _files("textual.log*", "*devtools*"),
            _file("textual.log")),
    Surface("L18", "core dumps", _files("core", "core.*", "*.core"), _file("work/core")),
    Surface("L19", "the cipher library's own messages", _printed("damaged", "not the one"),
            _print("damaged control (err)")),
    Surface("L20", "database", _files("store.db"), _file("home/control/store.db")),
    Surface("L21", "write-ahead log and its index", lambda e: [
        *_kept("store.db-wal", "store.db-shm")(e), *e.files("store.db-*")],
            _keep("live home/store/store.db-wal of control")),
    Surface("L22", "temporary files and anything written elsewhere", _opened,
            _file("tmp/control")),
    Surface("L23", "swap and hibernation", _swap, _keep("swap control")),
    Surface("L24", "what an editor leaves", lambda e: [
        *e.files("edited-*", "*~", "*.swp", "*.swo"),
        *((line, line.encode()) for line in e.executed if "editor" in line)],
            _file("home/edited-1")),
    Surface("L25", "backups", _backup, _file("home/control.bak")),
    Surface("L26", "drafts: every file of the person but the database", _drafts,
            _file("home/draft.json")),
    Surface("L27", "settings and recent files", _files(under="home/.config"),
            _file("home/.config/recent.toml")),
    Surface("L28", "names of files", _names, _named),
    Surface("L29", "arguments and environments", _processes, _process),
    Surface("L30", "caches", lambda e: [*e.files(under=e.home / ".cache"),
                                        *e.files("__pycache__/*")], _file("home/.cache/c")),
    Surface("L31", "Markdown", _files("*.md", under="out"), _file("out/c.md"), NOTE),
    Surface("L32", "HTML", _files("*.html", under="out"), _file("out/c.html"), NOTE),
    Surface("L33", "PDF text", _pdf_text, _pdf(facts=False), NOTE),
    Surface("L34", "PDF metadata and attachments", _pdf_facts, _pdf(facts=True)),
    Surface("L35", "Word", _files("*.docx"), _file("out/c.docx", _zip_document),
            absent="no document is written as Word yet"),
    Surface("L36", "spreadsheets and tables", _files("*.csv", "*.xlsx", under="out"),
            _file("out/c.csv"), SHARED),
    Surface("L37", "hand-over files, name and bytes", _files("*.handover"),
            _file("out/control.handover")),
    Surface("L38", "PostgreSQL", lambda e: [*e.files("*.sql", "*.dump"), *_sockets(e)],
            _file("out/control.sql"), absent="there is no hub yet", traced=True),
    Surface("L39", "what plugins are told of", _memory("notices"), _remember("control notices")),
    Surface("L40", "what a note writer is given", _memory("note facts"),
            _remember("control note facts"), NOTE),
    Surface("L41", "memory of plugins' processes", _memory("child"), _remember("control child"),
            NOTE),
    Surface("L42", "network", _sockets, _socket, traced=True),
)  # fmt: skip


@contextmanager
def planted(surface: Surface, evidence: Evidence, text: str) -> Iterator[None]:
    """A canary at this surface, gone again afterwards."""
    before = {path for path in evidence.root.rglob("*") if path.is_file()}
    held = {path: path.read_bytes() for path in before if path.name == "textual.log"}
    frames, raw = len(evidence.frames), len(evidence.raw)
    stores = (evidence.printed, evidence.kept, evidence.processes, evidence.memory)
    copies = [dict(one) for one in stores]
    sockets = len(evidence.sockets)
    surface.plant(evidence, text)
    try:
        yield
    finally:
        for path in {path for path in evidence.root.rglob("*") if path.is_file()} - before:
            path.unlink()
        for path, data in held.items():
            path.write_bytes(data)
        del evidence.frames[frames:], evidence.sockets[sockets:]
        del evidence.raw[raw:]
        for one, copy in zip(stores, copies, strict=True):
            one.clear()
            one.update(copy)
