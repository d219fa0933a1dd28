"""Measure, print and, with --write, update docs/performance.md and docs/plots/."""

import argparse
import os
import sys
import time
from pathlib import Path

import psycopg

from benchmarks import backups, creation, growth, migrations, switch, throughput
from benchmarks.processes import BenchError
from benchmarks.report import Section, Target, circumstances, write_into
from config import settings
from config.local import embedded

DOCS = Path(__file__).resolve().parent.parent / "docs"
# In this order, because each section uses the databases as the previous ones left them.
SECTIONS = {
    "switch": switch.measure,
    "creation": creation.measure,
    "throughput": throughput.measure,
    "migrations": migrations.measure,
    "growth": growth.measure,
    "backups": backups.measure,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    add = parser.add_argument
    add("sections", nargs="*", help=f"{', '.join(SECTIONS)} (default: all)")
    add("--rounds", type=_positive, default=25, help="switch: rounds per contender")
    add("--requests", type=_positive, default=200, help="switch: requests per round")
    sizes = [100, 500, 1000]
    add("--sizes", type=_positive, nargs="+", default=sizes, help="migrations: companies")
    add("--repeats", type=_positive, default=3, help="migrations: runs up to 500 companies")
    sizes = [10, 100, 1000, 10_000]
    add("--growth", type=_positive, nargs="+", default=sizes, help="growth: companies")
    add("--shifts", type=_positive, default=1_000_000, help="backups: of the large company")
    add("--schemas", type=_positive, default=10_000, help="backups: companies at last")
    add("--write", action="store_true", help="also update docs/performance.md and docs/plots/")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.sections if name not in SECTIONS]:
        parser.error(f"unknown section {', '.join(unknown)}; choose from {', '.join(SECTIONS)}")
    return arguments


def _positive(raw: str) -> int:
    number = int(raw)
    if number < 1:
        raise argparse.ArgumentTypeError(f'"{raw}" is not a whole number from 1')
    return number


def _command() -> str:
    """Return the command line."""
    arguments = " ".join(sys.argv[1:])
    return f'make bench ARGS="{arguments}"' if arguments else "make bench"


def main() -> None:
    """Run the chosen sections; a missed target is not an error."""
    arguments = _arguments()
    targets: list[Target] = []
    try:
        embedded.ensure_running(settings.DATA_DIR)
        for name, measure in SECTIONS.items():
            if not arguments.sections or name in arguments.sections:
                where, began = circumstances(_command()), time.monotonic()
                section: Section = measure(arguments)
                targets += section.targets
                where = f"{where} {section.how} Took {time.monotonic() - began:,.0f} s."
                figures = section.figures(where)
                print(f"\n{figures}\n", flush=True)  # noqa: T201
                if arguments.write:
                    write_into(DOCS, name, section, figures)
        print("\n".join(["All targets:", *map(str, targets)]), flush=True)  # noqa: T201
    except (BenchError, embedded.EmbeddedPostgresError, psycopg.Error) as error:
        sys.exit(f"The benchmark could not run. {error}")
    except KeyboardInterrupt:
        sys.stderr.flush()
        os._exit(130)


if __name__ == "__main__":
    main()
