"""``cara curriculum preview``: an activity on the facilitators' screen, redrawn on each save."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.curriculum.choosing import say_site

if TYPE_CHECKING:
    from cara_facilitate.tui.preview.app import PreviewApp


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("activity", help="an activity's id")
    parser.add_argument("-v", "--variant", default="", help="the variant to begin with")
    parser.add_argument("--path", type=Path, help="the curriculum's folder; here if left out")


def run(options: argparse.Namespace) -> int:
    """Open the preview until it is left."""
    from cara_facilitate.cli.app import main
    from cara_facilitate.services.author.choosing import curriculum_folder
    from cara_facilitate.services.author.site_lines import site_of
    from cara_facilitate.services.author.watching import known_activity, need_watcher

    folder = curriculum_folder(options.path or Path.cwd())
    say_site(next(iter(site_of(folder)), None))
    activity = known_activity(folder, options.activity)
    # In the app it could only be a crash.
    need_watcher()

    def build(arguments: list[str]) -> PreviewApp:
        del arguments
        from cara_facilitate.tui.preview.app import PreviewApp

        return PreviewApp(folder, activity, options.variant, date.today())

    return main([], build)
