"""``cara device``: what a stolen or shared laptop would give away, and what to ask for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from cara_facilitate.cli.opening import show_json, show_table


def run(argv: Sequence[str]) -> int:
    """Print every point; 1 if one is bad."""
    from cara_facilitate.services.device import device_points
    from cara_facilitate.services.disk import fault_at_start
    from cara_facilitate.settings.paths import store_folder

    parser = argparse.ArgumentParser(prog="cara device")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    folder = store_folder()
    points = device_points(folder)
    fault = fault_at_start(folder) if folder.exists() else ""
    if options.json:
        show_json([asdict(point) for point in points])
    else:
        show_table([(point.name, point.state, point.advice) for point in points])
        if fault:
            print(fault)
    return 1 if fault or any(point.state == "bad" for point in points) else 0
