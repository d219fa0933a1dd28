"""Measure, print, and with --write put the figures into docs/performance.md and docs/plots/."""

import argparse
import os
import sys
import time
from pathlib import Path

import psycopg

from benchmarks import creation, growth, migrations, switch, throughput
from benchmarks.processes import BenchError
from benchmarks.report import Section, Target, circumstances, write_into
from config import settings
from config.local import embedded

DOCS = Path(__file__).resolve().parent.parent / "docs"
# In this order: each is measured on what those before it have left in the databases.
SECTIONS = {
    "switch": switch.measure,
    "creation": creation.measure,
    "throughput": throughput.measure,
    "migrations": migrations.measure,
    "growth": growth.measure,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    add = parser.add_argument
    add("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; default: all")
    add("--rounds", type=_positive, default=25, help="turns of each contender (switch)")
    add("--requests", type=_positive, default=200, help="requests in a turn (switch)")
    add("--sizes", type=_positive, nargs="+", default=[100, 500, 1000], help="(migrations)")
    add("--repeats", type=_positive, default=3, help="runs of a command up to 500 companies")
    add("--growth", type=_positive, nargs="+", default=[10, 100, 1000, 10_000], help="(growth)")
    add("--write", action="store_true", help="also write docs/performance.md and docs/plots/")
    found = parser.parse_args()
    if unknown := [name for name in found.sections if name not in SECTIONS]:
        parser.error(f"no section {', '.join(unknown)}: write some of {', '.join(SECTIONS)}")
    return found


def _positive(raw: str) -> int:
    found = int(raw)
    if found < 1:
        raise argparse.ArgumentTypeError(f'"{raw}" is not a whole number from 1')
    return found


def _command() -> str:
    """Write what was typed."""
    given = " ".join(sys.argv[1:])
    return f'make bench ARGS="{given}"' if given else "make bench"


def main() -> None:
    """Run all there is; a slow figure is a finding, not a failure."""
    arguments = _arguments()
    promises: list[Target] = []
    try:
        embedded.ensure_running(settings.DATA_DIR)
        for name, measure in SECTIONS.items():
            if not arguments.sections or name in arguments.sections:
                where, began = circumstances(_command()), time.monotonic()
                section: Section = measure(arguments)
                promises += section.targets
                where = f"{where} {section.how} Took {time.monotonic() - began:,.0f} s."
                figures = section.figures(where)
                print(f"\n{figures}\n", flush=True)  # noqa: T201
                if arguments.write:
                    write_into(DOCS, name, section, figures)
        print("\n".join(["All promises:", *map(str, promises)]), flush=True)  # noqa: T201
    except (BenchError, embedded.EmbeddedPostgresError, psycopg.Error) as error:
        sys.exit(f"The benchmark could not run. {error}")
    except KeyboardInterrupt:
        sys.stderr.flush()
        os._exit(130)


if __name__ == "__main__":
    main()
