"""``cara curriculum list``: every variant that is installed or the user's own, and its status."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from cara_facilitate.cli.opening import show_json, show_table
from cara_facilitate.domain.display import visible


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(options: argparse.Namespace) -> int:
    """Print one row a variant; 1 if one is broken, or a plugin of curricula failed."""
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.curricula import Library

    host = open_plugins()
    try:
        library = Library(host)
        rows, failed = library.listed(), library.failed()
    finally:
        host.close()
    if options.json:
        show_json([asdict(row) for row in rows])
    else:
        table = [("CURRICULUM", "VARIANT", "VERSION", "STATUS", "FROM", "")]
        table += [
            (r.curriculum, r.variant, r.version, r.status, r.distribution, r.reason) for r in rows
        ]
        show_table(table)
    for sentence in failed:
        print(visible(f"{sentence} See: cara plugins"), file=sys.stderr)
    return 1 if failed or any(row.status == "broken" for row in rows) else 0
