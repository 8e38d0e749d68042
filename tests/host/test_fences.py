"""What the limited child may not see or touch, asked from inside it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from cara_facilitate.host.limited import LimitedChild
from cara_facilitate.host.limits import Limits, child_load, readable_places
from cara_facilitate.host.wire import pack

PROBE = """
    import os, sys

    def attempt(code):
        try:
            return str(eval(code, {"os": os, "sys": sys}))
        except BaseException as error:
            return type(error).__name__

    def read(data):
        return [{"answer": attempt(line)} for line in data.decode().splitlines()]

    @hookimpl
    def cara_feedback_readers():
        return [FeedbackReader("probe", "Probe", (".x",), read)]
"""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a fence of the Linux kernel")


@pytest.fixture
def ask(site: Any) -> Any:
    """Evaluates lines of Python in the limited child and returns the answers as text."""
    site.install("probe", PROBE)
    host = site.host()

    def answers(*lines: str) -> list[str]:
        rows = host.read_feedback("probe", "\n".join(lines).encode())
        return [row["answer"] for row in rows]

    return answers


def test_the_child_sees_no_setting_of_ours_or_of_the_user(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CARA_HOME", "CARA_PASSPHRASE_FD", "TEXTUAL_LOG", "SSH_AUTH_SOCK", "PATH"):
        monkeypatch.setenv(name, "canary")
    (environment,) = ask("dict(os.environ)")
    assert "canary" not in environment
    assert "CARA" not in environment and "TEXTUAL" not in environment


def test_the_child_starts_in_an_empty_folder_of_its_own_which_is_gone_afterwards(
    ask: Any,
) -> None:
    folder, home = ask("os.getcwd()", "os.environ['HOME']")
    assert Path(folder).resolve() == Path(home).resolve() != Path.cwd()
    assert not Path(folder).exists()


def test_the_child_reads_no_file_outside_python_and_its_packages(ask: Any, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "keys.json").write_text("canary")
    link = tmp_path / "site" / "link.py"
    if os.name == "posix":
        link.symlink_to(store / "keys.json")
    answers = ask(
        f"open({str(store / 'keys.json')!r}).read()",
        f"os.open({str(store / 'keys.json')!r}, os.O_RDONLY)",
        f"os.listdir({str(store)!r})",
        f"list(os.scandir({str(store)!r}))",
        f"open({str(link)!r}).read()",
        f"open('/proc/{os.getpid()}/environ', 'rb').read()",
        "__import__('pathlib').Path('/etc/passwd').read_text()",
    )
    assert set(answers) <= {"PermissionError", "FileNotFoundError"}


def test_the_child_reads_its_own_package(ask: Any, site: Any) -> None:
    (site.folder / "words.txt").write_text("its own data")
    assert ask(f"open({str(site.folder / 'words.txt')!r}).read()") == ["its own data"]


def test_the_child_changes_no_file(ask: Any, tmp_path: Path, site: Any) -> None:
    precious = site.folder / "precious.txt"
    precious.write_text("stays")
    answers = ask(
        f"open({str(precious)!r}, 'w')",
        f"open({str(precious)!r}, 'r+')",
        f"os.open({str(precious)!r}, os.O_RDONLY | os.O_TRUNC)",
        f"os.remove({str(precious)!r})",
        f"os.rename({str(precious)!r}, 'x')",
        f"os.truncate({str(precious)!r}, 0)",
        f"os.chmod({str(precious)!r}, 0)",
        f"os.mkdir({str(tmp_path / 'new')!r})",
        f"os.symlink('/', {str(tmp_path / 'new')!r})",
        "open('here.txt', 'w')",
        "__import__('tempfile').mkdtemp()",
    )
    assert set(answers) <= {"PermissionError", "FileNotFoundError"}
    assert precious.read_text() == "stays" and not (tmp_path / "new").exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limits")
def test_the_child_has_limits_on_memory_files_and_dumps(ask: Any) -> None:
    get = "__import__('resource').getrlimit(__import__('resource').{})[1]"
    names = ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_AS")
    answers = ask(*(get.format(name) for name in names))
    assert answers[:3] == ["0", "0", "64"]
    assert sys.platform != "linux" or answers[3] == str(256 * 1024 * 1024)
    (cpu,) = ask("__import__('resource').getrlimit(__import__('resource').RLIMIT_CPU)[0]")
    assert 0 < int(cpu) <= 30


def test_a_plugin_cannot_loosen_the_limits_or_add_a_hook(ask: Any) -> None:
    answers = ask(
        "__import__('resource').setrlimit(__import__('resource').RLIMIT_NOFILE, (9, 9))",
        "__import__('_ctypes')",
        "__import__('_posixsubprocess')",
        "__import__('subprocess')",
        "__import__('multiprocessing.connection')",
    )
    assert set(answers) <= {"PermissionError", "RuntimeError", "ModuleNotFoundError"}


def test_a_plugin_cannot_watch_the_child_with_a_hook_of_its_own(ask: Any) -> None:
    """Python ignores the attempt in silence: the hook is not there afterwards."""
    answers = ask("sys.addaudithook(lambda *event: 1 / 0)", "__import__('colorsys').__name__")
    assert answers == ["None", "colorsys"]


def test_the_child_holds_no_descriptor_but_its_pipes(ask: Any) -> None:
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    try:
        (open_ones,) = ask("[f for f in range(64) if os.path.exists(f'/dev/fd/{f}') or _(f)]")
        kinds = ask(*(f"os.fstat({f}).st_mode" for f in range(3, 20)))
    finally:
        os.close(reader)
        os.close(writer)
    assert open_ones == "NameError"
    assert [kind for kind in kinds if kind != "OSError"] == kinds[:2]


@LINUX
@pytest.mark.parametrize(
    ("fence", "attempt"),
    [("files", "os.mkfifo('pipe')"), ("calls", "os.pidfd_open(os.getppid())")],
)
def test_the_kernel_keeps_its_fences_where_python_does_not_look(
    fence: str, attempt: str, site: Any
) -> None:
    """Neither call has an audit event: only the kernel refuses them."""
    site.install("probe", PROBE)
    (found,) = site.found()
    with LimitedChild(Limits()) as child:
        fences = child.start(child_load(found.module, found.location))["fences"]
        if fence not in fences:
            pytest.skip(f"this kernel offers no fence for {fence}")
        answer = child.call("run", "cara_feedback_readers", "probe", pack(attempt.encode()))
    assert answer == [{"answer": "PermissionError"}]


@LINUX
def test_every_fence_this_kernel_offers_stands(site: Any) -> None:
    site.install("probe", PROBE)
    (found,) = site.found()
    with LimitedChild(Limits()) as child:
        fences = child.start(child_load(found.module, found.location))["fences"]
    assert set(fences) <= {"network", "files", "calls"}
    if Path("/proc/sys/kernel/seccomp/actions_avail").exists():
        assert "calls" in fences


def test_the_whole_disk_and_the_home_folder_are_never_readable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(os.sep)
    places = readable_places(child_load("x"))
    assert str(tmp_path.resolve()) not in places and os.sep not in places
    assert str(Path(sys.prefix).resolve()) in places


def test_threads_still_work_inside_the_fences(ask: Any) -> None:
    run = (
        "__import__('concurrent.futures').futures.ThreadPoolExecutor(2).submit(len, 'ab').result()"
    )
    assert ask(run) == ["2"]
