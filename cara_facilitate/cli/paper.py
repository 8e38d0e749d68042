"""``cara paper``: the day's pack as files to print, the day before."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_desk, show_json
from cara_facilitate.domain.pack import TITLES, Sheet

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk
    from cara_facilitate.services.paper import Printed


def run(argv: Sequence[str]) -> int:
    """Write the pack; 2 when a format or the folder cannot be had."""
    options = _parser().parse_args(argv)
    if options.with_names and options.sheet and Sheet.REGISTER not in options.sheet:
        _parser().error("--with-names is for the register: add --sheet register")
    with opened_desk() as desk:
        printed = _write(desk, options)
    names = [str(path) for path in printed.files]
    if options.json:
        show_json(
            {
                "files": names,
                "sheets": [sheet.value for sheet in printed.sheets],
                "formats": list(printed.formats),
                "names": printed.named,
                "pinned": printed.pinned,
            }
        )
    else:
        from cara_facilitate.domain.display import visible

        print("\n".join(map(visible, names)))
    _tell(printed, asked=bool(options.form))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cara paper",
        description="Write the day's pack for printing: run sheet, seat sheet, code sheet, "
        "on-call card, register and a cover facilitator's brief.",
    )
    parser.add_argument("cohort")
    parser.add_argument("--workshop", type=int, choices=(1, 2), required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--format",
        choices=("html", "pdf"),
        dest="form",
        help="one of them; without this HTML, and PDF where the extra is installed",
    )
    parser.add_argument(
        "--sheet",
        action="append",
        type=Sheet,
        choices=tuple(Sheet),
        metavar="SHEET",
        help=f"print this one alone; may be given again: {', '.join(TITLES)}",
    )
    parser.add_argument(
        "--with-names",
        action="store_true",
        help="print the names in the register; that they were read is recorded",
    )
    parser.add_argument("--json", action="store_true")
    return parser


def _write(desk: Desk, options: argparse.Namespace) -> Printed:
    from cara_facilitate.services.paper import ALL_SHEETS, write_pack

    return write_pack(
        desk,
        options.cohort,
        options.workshop,
        options.out,
        (options.form,) if options.form else (),
        sheets=options.sheet or ALL_SHEETS,
        with_names=options.with_names,
        by=desk.owner,
    )


def _tell(printed: Printed, *, asked: bool) -> None:
    from cara_facilitate.services.paper import DELETE, NOT_PINNED

    if printed.without and not asked:
        print(f"cara: HTML alone. {printed.without}", file=sys.stderr)
    if not printed.pinned:
        print(f"cara: {NOT_PINNED}", file=sys.stderr)
    if printed.named:
        print(f"cara: {DELETE}", file=sys.stderr)
