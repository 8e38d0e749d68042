"""A package is taken for a curriculum only if it is data alone and all that it says is so."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cara_facilitate.content.source import FILE_LIMIT
from cara_facilitate.errors import CaraError, IntakeError
from cara_facilitate.services.author.packaged import read_package
from tests.services import wheels

POINTS = "[cara_facilitate.curricula]\nhills = cara_curriculum_hills\n"
META = wheels.METADATA.format(name=wheels.NAME, version="1.0.0")


def _refusal(path: Path) -> str:
    with pytest.raises(IntakeError) as refused:
        read_package(path)
    assert "\x1b" not in refused.value.sentence()
    return refused.value.sentence()


def _made(folder: Path, more: Mapping[str, bytes | str]) -> Path:
    return wheels.built(folder, wheels.members(wheels.curriculum(), more=more))


def test_a_curriculum_in_a_wheel_is_read_with_what_it_says_of_itself(tmp_path: Path) -> None:
    found = read_package(_made(tmp_path, {}))
    assert (found.distribution, found.version, found.package) == (
        wheels.NAME,
        "1.0.0",
        wheels.PACKAGE,
    )
    assert dict(found.files) == wheels.curriculum()


@pytest.mark.parametrize(
    "code",
    [b"", b"# A note.\n\n  # Another.\n", b'"""The open text: files only."""\n', b"\n\n"],
)
def test_an_init_file_that_does_nothing_is_no_code(tmp_path: Path, code: bytes) -> None:
    read_package(_made(tmp_path, {f"{wheels.PACKAGE}/__init__.py": code}))


@pytest.mark.parametrize(
    "code",
    [
        b"import os\n",
        b"x = 1\n",
        b"# note\rimport os\r",
        b'"""A sentence."""; import os\n',
        b'f"{__import__(1)}"\n',
        b"# coding: utf-7\n#+AAo-import os\n",
        b"\xff\xfe",
        b"#\0",
        b"(" * 9_000,
        b"# " + b"x" * 20_000,
        b"pass\n",
    ],
)
def test_any_other_init_file_is_refused(tmp_path: Path, code: bytes) -> None:
    assert "code" in _refusal(_made(tmp_path, {f"{wheels.PACKAGE}/__init__.py": code}))


@pytest.mark.parametrize(
    "name",
    [
        "cara_curriculum_hills/tool.py",
        "cara_curriculum_hills/activities/__init__.py",
        "cara_curriculum_hills/fast.so",
        "cara_curriculum_hills/run.sh",
        "cara_curriculum_hills/LICENSE.py",
        "cara_curriculum_hills/page.html",
        "hills.pth",
        "tool.py",
        "other/__init__.py",
        "other/curriculum.yaml",
        "cara_curriculum_hills-1.0.0.data/scripts/run",
        "{info}/setup.py",
        "{info}/licenses/tool.py",
        "other-1.0.dist-info/METADATA",
    ],
)
def test_any_file_that_a_curriculum_has_no_use_for_is_refused(tmp_path: Path, name: str) -> None:
    assert "nothing of it was installed" in _refusal(_made(tmp_path, {name: "x"}))


@pytest.mark.parametrize(
    "name",
    [
        "{info}/licenses/LICENSE",
        "{info}/licenses/LICENSES/CC-BY-4.0.txt",
        "{info}/top_level.txt",
        "cara_curriculum_hills/LICENSE-CC-BY-4.0",
        "cara_curriculum_hills/SOURCES.md",
        "cara_curriculum_hills/py.typed",
        "cara_curriculum_hills/curriculum.lock",
    ],
)
def test_papers_that_go_with_a_package_are_taken(tmp_path: Path, name: str) -> None:
    read_package(_made(tmp_path, {name: "x"}))


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [
        ("media/a.png", b"\x89PNG\r\n\x1a\n...", True),
        ("media/a.png", b"MZ...", False),
        ("media/a.jpg", b"\xff\xd8\xff\xe0", True),
        ("media/a.jpg", b"#!/bin/sh", False),
        ("media/a.svg", b"<svg><path d='M0 0'/></svg>", True),
        ("media/a.svg", b"<svg><SCRIPT>x</SCRIPT></svg>", False),
        ("media/a.svg", b"<svg onload = 'x'/>", False),
        ("media/a.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", False),
        ("media/a.svg", "<svg><script/></svg>".encode("utf-16"), False),
        ("media/a.svg", b"<svg><use xlink:href = '#a'/><text>A &amp; B</text></svg>", True),
        ("media/a.svg", b"<svg><style>a{fill:url( #g )}</style><metadata/></svg>", True),
        ("media/a.svg", b"<svg><iframe src='#x'/></svg>", False),
        ("media/a.svg", b"<svg><s:script xmlns:s='x'/></svg>", False),
        ("media/a.svg", b"<svg/onload=x()>", False),
        ("media/a.svg", b"<svg><a xlink:href='java&#x73;cript:1'/></svg>", False),
        ("media/a.svg", b"<svg><a xlink:href='java\nscript:1'/></svg>", False),
        ("media/a.svg", b"<svg><set to='java\tscript:1'/></svg>", False),
        ("media/a.svg", b"<svg><image href='a.png'/></svg>", False),
        ("media/a.svg", b"<svg><text>&other;</text></svg>", False),
        ("media/a.svg", b"<?xml version='1.0' encoding='utf-7'?><svg/>", False),
        ("media/a.svg", b"<?xml version='1.0' encoding='UTF-8'?><svg/>", True),
    ],
)
def test_a_picture_is_one_and_does_nothing(
    tmp_path: Path, name: str, data: bytes, taken: bool
) -> None:
    path = _made(tmp_path, {f"{wheels.PACKAGE}/{name}": data})
    if taken:
        read_package(path)
    else:
        assert "picture" in _refusal(path)


@pytest.mark.parametrize(
    "points",
    [
        f"{POINTS}[console_scripts]\ntool = os:system\n",
        f"{POINTS}[gui_scripts]\ntool = os:system\n",
        f"{POINTS}[cara_facilitate]\ntool = os\n",
        f"{POINTS}[pytest11]\ntool = os\n",
        f"{POINTS}[DEFAULT]\ntool = os\n",
        f"{POINTS}second = cara_curriculum_hills\n",
        "[cara_facilitate.curricula]\nhills = os\n",
        "[cara_facilitate.curricula]\nhills = cara_curriculum_hills:run\n",
        "[cara_facilitate.curricula]\n",
        "[cara_facilitate.curricula\n",
        "",
    ],
)
def test_entry_points_may_name_the_curriculum_and_nothing_else(tmp_path: Path, points: str) -> None:
    _refusal(_made(tmp_path, {"{info}/entry_points.txt": points}))


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        (META + "Requires-Dist: requests\n", "requests"),
        (META + 'Requires-Dist: requests; extra == "more"\n', "requests"),
        (META + "Requires-Dist: cara-facilitate @ file:///x\n", "other package"),
        (META + "Requires-Dist: cara-facilitate>=99\n", "asks for cara-facilitate >=99"),
        (META + "Requires-Dist: cara_facilitate (>=99)\n", "asks for cara-facilitate"),
        (META + "Requires-Dist: cara-facilitate>=oops\n", "unknown way"),
        (META + "Requires-Python: <3\n", "Python"),
        (META.replace("1.0.0", "1.0.1"), "its own folder"),
        (META.replace("hills", "dales"), "its own folder"),
        (META.replace(f"Name: {wheels.NAME}\n", ""), "its name"),
        (META.replace("Version: 1.0.0", "Version: ../x"), "its version"),
    ],
)
def test_what_a_package_asks_for_and_is_called_is_held_to(
    tmp_path: Path, metadata: str, said: str
) -> None:
    assert said in _refusal(_made(tmp_path, {"{info}/METADATA": metadata}))


def test_a_package_that_calls_itself_the_toolkit_is_refused(tmp_path: Path) -> None:
    contents = wheels.members(wheels.curriculum(), name="Cara_Facilitate")
    assert "toolkit" in _refusal(wheels.built(tmp_path, contents))


@pytest.mark.parametrize(
    "wheel",
    [
        wheels.WHEEL.replace("true", "false"),
        wheels.WHEEL.replace("py3-none-any", "cp311-cp311-linux_x86_64"),
        wheels.WHEEL.replace("1.0", "2.0"),
        "",
    ],
)
def test_a_wheel_for_one_kind_of_computer_is_refused(tmp_path: Path, wheel: str) -> None:
    _refusal(_made(tmp_path, {"{info}/WHEEL": wheel}))


def test_a_file_that_is_not_the_one_in_record_is_refused(tmp_path: Path) -> None:
    contents = wheels.members(wheels.curriculum())
    right = wheels.record(contents)
    name = f"{wheels.PACKAGE}/activities/plan.md"
    edited = {**contents, name: contents[name] + b"\n"}
    assert name in _refusal(wheels.built(tmp_path, edited, rows=right))
    fewer = {n: d for n, d in contents.items() if n != name}
    assert name in _refusal(wheels.built(tmp_path, fewer, rows=right))
    assert name in _refusal(wheels.built(tmp_path, contents, rows=wheels.record(fewer)))
    assert "twice" in _refusal(wheels.built(tmp_path, contents, rows=right + right))
    _refusal(wheels.built(tmp_path, contents, rows=right.replace("sha256=", "md5=")))
    _refusal(wheels.built(tmp_path, contents, rows=""))


@pytest.mark.parametrize(
    "name",
    [
        "/etc/x.md",
        "../x.md",
        "cara_curriculum_hills/../../x.md",
        "cara_curriculum_hills/./x.md",
        "cara_curriculum_hills//x.md",
        "cara_curriculum_hills\\..\\x.md",
        "C:/x.md",
        "cara_curriculum_hills/x.md:stream.md",
        "cara_curriculum_hills/.hidden.md",
        "cara_curriculum_hills/con.md",
        "cara_curriculum_hills/x.md ",
        "cara_curriculum_hills/\x1b[2J.md",
        "cara_curriculum_hills/\u202edm.x.md",
        "cara_curriculum_hills/e\u0301.md",
        f"cara_curriculum_hills/{'x' * 300}.md",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    _refusal(_made(tmp_path, {name.replace("{", "{{"): "x"}))


def test_a_name_cut_short_by_a_null_is_refused(tmp_path: Path) -> None:
    path = _made(tmp_path, {f"{wheels.PACKAGE}/x.md_.py": "x"})
    path.write_bytes(path.read_bytes().replace(b"x.md_.py", b"x.md\0.py"))
    assert "name" in _refusal(path)


def test_names_that_one_file_system_takes_for_one_are_refused(tmp_path: Path) -> None:
    for other in ("Activities/PLAN.md", "activities/plan.md/x.md"):
        _refusal(_made(tmp_path, {f"{wheels.PACKAGE}/{other}": "x"}))
    path = _made(tmp_path, {})
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{wheels.PACKAGE}/activities/plan.md", "x")
    assert "Two of its files" in _refusal(path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_a_link_or_device_is_refused(tmp_path: Path, kind: int) -> None:
    path = _made(tmp_path, {})
    entry = zipfile.ZipInfo(f"{wheels.PACKAGE}/activities/link.md")
    entry.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert "link or device" in _refusal(path)


def test_a_file_that_unpacks_to_far_more_is_refused_without_unpacking(tmp_path: Path) -> None:
    bomb = {f"{wheels.PACKAGE}/activities/big.md": b"\0" * (FILE_LIMIT + 1)}
    path = _made(tmp_path, bomb)
    assert path.stat().st_size < 10_000
    assert "1.0 MB" in _refusal(path)
    # A size that is not the true one gains nothing: it is read no further than it says.
    path.write_bytes(
        path.read_bytes().replace((FILE_LIMIT + 1).to_bytes(4, "little"), b"\x09\0\0\0")
    )
    assert "damaged" in _refusal(path)


@pytest.mark.parametrize(("count", "each"), [(1200, 1), (12, 900_000)])
def test_many_files_or_much_in_all_is_refused(tmp_path: Path, count: int, each: int) -> None:
    files = {f"{wheels.PACKAGE}/activities/a{n}.md": b"x" * each for n in range(count)}
    assert "more than a curriculum does" in _refusal(_made(tmp_path, files))


def test_unusual_packing_is_refused(tmp_path: Path) -> None:
    path = _made(tmp_path, {})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(f"{wheels.PACKAGE}/activities/b.md", "x" * 1000)
    assert "unusual" in _refusal(path)


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    for name, data in (("a.zip", b""), ("a.whl", b""), ("b.whl", b"PK\x03\x04 and nothing more")):
        (tmp_path / name).write_bytes(data)
        _refusal(tmp_path / name)
    (tmp_path / "folder.whl").mkdir()
    _refusal(tmp_path / "folder.whl")
    _refusal(tmp_path / "absent.whl")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.whl")
    _refusal(tmp_path / "pipe.whl")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
def test_no_damage_does_more_than_a_refusal(
    tmp_path: Path, place: int, byte: int, cut: bool
) -> None:
    path = _made(tmp_path, {})
    data = bytearray(path.read_bytes())
    place %= len(data)
    if cut:
        del data[place:]
    else:
        data[place] = byte
    path.write_bytes(data)
    try:
        found = read_package(path)
    except CaraError:
        return
    assert dict(found.files) == wheels.curriculum()


@pytest.mark.parametrize("name", ["site/signposts.yaml", "site/variants/male/x.md", "Site/x.yaml"])
def test_what_one_site_changes_does_not_come_in_a_package(tmp_path: Path, name: str) -> None:
    path = _made(tmp_path, {f"{wheels.PACKAGE}/{name}": "signposts: []\n"})
    assert "site changes" in _refusal(path)
