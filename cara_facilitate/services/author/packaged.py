"""What a built curriculum package says it is, once it is known to hold data alone."""

from __future__ import annotations

import ast
import configparser
import csv
import keyword
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

from cara_facilitate import __version__
from cara_facilitate.api.recorded import digest_row
from cara_facilitate.content.findings import shown
from cara_facilitate.content.source import FILES_LIMIT, MANIFEST, PACKAGE_LIMIT, SITE
from cara_facilitate.errors import IntakeError
from cara_facilitate.services.author.pictures import PICTURES, is_picture, is_still
from cara_facilitate.services.author.requirement import Version, meets
from cara_facilitate.services.author.wheel import NOT_SAFE, Archive, read_wheel, refused
from cara_facilitate.services.own_curricula import plain_name

OURS = "cara-facilitate"
GROUP = "cara_facilitate.curricula"
INFO = ".dist-info"
CODE = "__init__.py"
TYPED = "py.typed"
SUFFIXES = frozenset({".yaml", ".md", ".lock", ".png", ".svg", ".jpg"})
LARGEST_CODE = 10_000
_LICENCE = re.compile(r"(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[\w.-]*|licenses/.*")
_TEXT_ENDING = re.compile(r"|\.(?:txt|md|rst|\d+)")
_INFO_FILE = re.compile(r"METADATA|WHEEL|RECORD|entry_points\.txt|top_level\.txt|zip-safe")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")
_REQUIRED = re.compile(r"\s*([A-Za-z0-9._-]+)\s*(?:\(([^()]*)\)|([^()\[\];@]*))\s*")
_PURE = re.compile(r"(?:py\d+\.)*py\d+-none-any")


@dataclass(frozen=True, slots=True)
class Packaged:
    """A data-only package in memory: nothing of it was run or unpacked.

    ``files`` are the curriculum's by name in its folder; ``members`` everything by name in the
    wheel; ``package`` and ``info`` the wheel's two folders; ``sha256`` the wheel's own, in hex.
    """

    distribution: str
    version: str
    package: str
    info: str
    files: Mapping[str, bytes]
    members: Mapping[str, bytes]
    sha256: str

    @property
    def record(self) -> bytes:
        """RECORD as it came."""
        return self.members[f"{self.info}/RECORD"]


def read_package(path: Path) -> Packaged:
    """A wheel that holds one curriculum and nothing that could run.

    :raises IntakeError: if it is anything else, with what it is that stands against it.
    """
    archive = read_wheel(path)
    package, info = _folders(archive)
    _check_record(archive, info)
    _check_wheel(_text(archive, f"{info}/WHEEL"))
    name, version = _identity(_text(archive, f"{info}/METADATA"), info)
    _check_points(_text(archive, f"{info}/entry_points.txt"), package)
    files = dict(_files(archive, package))
    if sum(map(len, files.values())) > PACKAGE_LIMIT or len(files) > FILES_LIMIT:
        raise refused("It holds more than a curriculum does.")
    return Packaged(name, version, package, info, files, archive.members, archive.sha256)


def _folders(archive: Archive) -> tuple[str, str]:
    """The package's folder and the one that describes it; nothing else may stand in a wheel."""
    tops = {name.partition("/")[0] for name in archive.members}
    infos = sorted(top for top in tops if top.endswith(INFO))
    packages = sorted(tops - set(infos))
    if len(infos) != 1 or not packages:
        raise refused("It is not one package with its description.")
    for package in packages:
        if f"{package}/{MANIFEST}" not in archive.members:
            raise refused(f'It holds "{shown(package)}", which is not a curriculum.')
    package = packages[0]
    good = package.isascii() and package.isidentifier() and not keyword.iskeyword(package)
    if len(packages) > 1 or not good:
        raise refused("It is not one curriculum in one package.")
    return package, infos[0]


def _text(archive: Archive, name: str) -> str:
    data = archive.members.get(name)
    if data is None:
        raise refused(f"It has no {name.rpartition('/')[2]}, so it is not a whole package.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise refused(f"Its {name.rpartition('/')[2]} cannot be read.") from None


def _check_record(archive: Archive, info: str) -> None:
    """RECORD has every file of the wheel once, each with the hash and size it has."""
    own = f"{info}/RECORD"
    try:
        rows = [row for row in csv.reader(_text(archive, own).splitlines()) if row]
    except csv.Error:
        raise refused("Its RECORD cannot be read.") from None
    said: dict[str, tuple[str, str]] = {}
    for row in rows:
        name, digest, size = (*row, "", "")[:3]
        if name in said:
            raise refused(f'Its RECORD has "{shown(name)}" twice.')
        said[name] = (digest.rstrip("="), size)
    for name, data in archive.members.items():
        if name == own:
            continue
        digest, size = said.pop(name, ("", ""))
        if digest != digest_row(data) or size not in ("", str(len(data))):
            raise refused(f'"{shown(name)}" is not the file that its RECORD names.')
    for name in said:
        if name != own:
            raise refused(f'Its RECORD names "{shown(name)}", which it does not hold.')


def _check_wheel(text: str) -> None:
    fields = HeaderParser().parsestr(text)
    major = str(fields.get("Wheel-Version", "")).partition(".")[0].strip()
    tags = [str(tag).strip() for tag in fields.get_all("Tag", [])]
    pure = str(fields.get("Root-Is-Purelib", "")).strip().lower() == "true"
    if major != "1":
        raise refused("It is a wheel of a kind that this toolkit does not know.")
    if not pure or not tags or not all(map(_PURE.fullmatch, tags)):
        raise refused("It is made for one kind of computer, so it holds more than text.")


def _identity(text: str, info: str) -> tuple[str, str]:
    """The distribution's name and version, if this toolkit is all that it asks for."""
    fields = HeaderParser().parsestr(text)
    name, version = str(fields.get("Name", "")).strip(), str(fields.get("Version", "")).strip()
    if not _NAME.fullmatch(name):
        raise refused("It does not say its name.")
    try:
        Version.of(version)
    except ValueError:
        raise refused("It does not say its version, or in an unusual way.") from None
    if info != f"{re.sub(r'[-_.]+', '_', name)}-{version.replace('-', '_')}{INFO}":
        stem, _, number = info.removesuffix(INFO).rpartition("-")
        if plain_name(stem) != plain_name(name) or number != version.replace("-", "_"):
            raise refused("Its name and version are not those of its own folder.")
    if plain_name(name) == OURS:
        raise refused("It calls itself the toolkit, which is never installed in this way.")
    for wanted in fields.get_all("Requires-Dist", []):
        _check_required(str(wanted))
    python = str(fields.get("Requires-Python", "")).strip()
    if not _wants(_python(), python):
        raise refused(f"It asks for Python {shown(python)}; this is {_python()}.")
    return name, version


def _check_required(wanted: str) -> None:
    found = _REQUIRED.fullmatch(wanted)
    if found is None or plain_name(found[1]) != OURS:
        raise refused(f'It asks for "{shown(wanted)}": a curriculum needs no other package.')
    range_ = found[2] or found[3] or ""
    if not _wants(__version__, range_):
        raise IntakeError(
            f"It asks for {OURS} {shown(range_)}; this is {__version__}.",
            "Update the toolkit, or ask for a package made for this one. " + NOT_SAFE,
        )


def _wants(version: str, range_: str) -> bool:
    try:
        return meets(version, range_)
    except ValueError:
        raise refused(f'It asks for a version in an unknown way: "{shown(range_)}".') from None


def _python() -> str:
    import platform

    return platform.python_version().rstrip("+")


def _check_points(text: str, package: str) -> None:
    parser = configparser.ConfigParser(
        delimiters=("=",), comment_prefixes=("#",), interpolation=None, default_section=""
    )
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    try:
        parser.read_string(text)
    except configparser.Error:
        raise refused("Its entry_points.txt cannot be read.") from None
    for group in parser.sections():
        if group != GROUP:
            raise refused(f'It would install "{shown(group)}", which is code to be run.')
    values = list(dict(parser[GROUP]).values()) if parser.has_section(GROUP) else []
    if values != [package]:
        raise refused("It does not say, once, that its package is a curriculum.")


def _files(archive: Archive, package: str) -> Iterator[tuple[str, bytes]]:
    """The curriculum's files; any other file in the wheel is a refusal."""
    for name, data in archive.members.items():
        top, _, inside = name.partition("/")
        if top != package:
            if not _INFO_FILE.fullmatch(inside) and not _is_licence(inside):
                raise refused(f'It holds "{shown(name)}", which no curriculum needs.')
        elif inside == CODE:
            if not _says_nothing(data):
                raise refused(f'There is code in "{shown(name)}": a curriculum has none.')
        elif inside.partition("/")[0].casefold() == SITE:
            raise refused(f'It holds "{shown(name)}": what one site changes is not in a package.')
        elif (suffix := PurePosixPath(inside).suffix) in SUFFIXES:
            if suffix in PICTURES and not (is_picture(inside, data) and is_still(inside, data)):
                raise refused(f'"{shown(name)}" is not a plain picture.')
            yield inside, data
        elif inside != TYPED and not _is_licence(inside):
            raise refused(f'It holds "{shown(name)}", which is no part of a curriculum.')


def _is_licence(inside: str) -> bool:
    named = _LICENCE.fullmatch(inside) is not None
    return named and _TEXT_ENDING.fullmatch(PurePosixPath(inside).suffix.lower()) is not None


def _says_nothing(data: bytes) -> bool:
    """Whether Python would do nothing with this file: blank, comments, or one plain sentence.

    It is parsed as text and never compiled or run.
    """
    if len(data) > LARGEST_CODE:
        return False
    try:
        # Another encoding, named in a comment, could make of comments what they are not.
        text = data.decode("ascii")
        if re.search(r"coding[:=]", text):
            return False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text).body
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False
    return not body or (
        len(body) == 1
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )
