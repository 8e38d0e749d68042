"""The ``cara`` command: opens the app, or hands over to one subcommand's file."""

from __future__ import annotations

import sys

COMMANDS = {
    "attendance": ("cara_facilitate.cli.attendance", "who attended; the return to the police"),
    "backup": ("cara_facilitate.cli.backup", "a verified, encrypted copy of the whole store"),
    "calendar": ("cara_facilitate.cli.calendar", "write a calendar file for both days"),
    "cohort": ("cara_facilitate.cli.cohort", "make, list and show cohorts"),
    "curriculum": ("cara_facilitate.cli.curriculum", "list, check, write and install curricula"),
    "demo": ("cara_facilitate.cli.demo", "a practice store, to look at or played by itself"),
    "device": ("cara_facilitate.cli.device", "what a stolen laptop would give away"),
    "feedback": ("cara_facilitate.cli.feedback", "victim-contact records and their extracts"),
    "handover": ("cara_facilitate.cli.handover", "write a file for a person you work with"),
    "id": ("cara_facilitate.cli.identity", "who you are to others, and whom this store trusts"),
    "note": ("cara_facilitate.cli.note", "write a supervision note"),
    "on-call": ("cara_facilitate.cli.on_call", "the numbers on a site's on-call card"),
    "paper": ("cara_facilitate.cli.paper", "write the day's pack, to print the day before"),
    "plan": ("cara_facilitate.cli.planning", "find pairs of dates, and why others will not do"),
    "plugins": ("cara_facilitate.cli.plugins", "list, enable and disable plugins"),
    "receive": ("cara_facilitate.cli.receive", "take in a file that somebody handed you"),
    "privacy": ("cara_facilitate.cli.privacy", "what is kept until when; erase, hold and purge"),
    "site": ("cara_facilitate.cli.site", "what the site's rules say of a cohort"),
}


def usage() -> str:
    """What ``cara --help`` prints."""
    rows = "\n".join(f"  cara {name:<15}{what}" for name, (_, what) in sorted(COMMANDS.items()))
    return (
        "cara: deliver a pair of workshops, from curriculum to supervision note\n\n"
        "  cara                open your own encrypted store\n"
        f"{rows}\n\n"
        "  cara --version      print the version\n"
        "  cara COMMAND -h     what a command takes\n"
    )


def main(argv: list[str] | None = None) -> int:
    """Run one command; a refusal is one sentence on standard error and exit code 2."""
    arguments = sys.argv[1:] if argv is None else argv
    first = arguments[0] if arguments else ""
    if first in ("--version", "-V"):
        from cara_facilitate import __version__

        print(f"cara {__version__}")
        return 0
    if first in ("--help", "-h", "help"):
        print(usage(), end="")
        return 0
    return _guarded(first, arguments)


def _guarded(first: str, arguments: list[str]) -> int:
    from cara_facilitate.errors import CaraError

    try:
        return _run(first, arguments)
    except CaraError as error:
        from cara_facilitate.domain.display import visible

        # A plugin's words or a file's name may be in it: nothing a terminal obeys gets through.
        print(visible(f"cara: {error.sentence()}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("cara: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        return _unexpected(error)


def _run(first: str, arguments: list[str]) -> int:
    if not first or first.startswith("--"):
        from cara_facilitate.cli.launcher import launch

        return launch(arguments)
    if first not in COMMANDS:
        raise _unknown(first)
    from importlib import import_module

    run = import_module(COMMANDS[first][0]).run
    code: int = run(arguments[1:])
    return code


def _unknown(first: str) -> Exception:
    from difflib import get_close_matches

    from cara_facilitate.errors import Refusal

    near = get_close_matches(first, COMMANDS, n=1)
    hint = f"Did you mean: cara {near[0]}?" if near else "See: cara --help"
    shown = first if first.isascii() and first.isprintable() else "this"
    return Refusal(f"There is no command {shown[:40]}.", hint)


def _unexpected(error: Exception) -> int:
    """Say that something failed without saying what it held."""
    from secrets import token_hex

    from cara_facilitate.settings.paths import store_folder
    from cara_facilitate.tui.crash import report

    code = token_hex(2)
    kept = report(error, store_folder() / "reports", code)
    place = f" Details without content: {kept}" if kept else ""
    print(f"cara: stopped by an error in the program, code {code}.{place}", file=sys.stderr)
    return 70


if __name__ == "__main__":
    sys.exit(main())
