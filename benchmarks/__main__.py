"""`make bench`: measure, print, and with --write put the figures into docs/performance.md."""

import argparse
import sys
from pathlib import Path

import psycopg

from benchmarks import switch
from benchmarks.processes import BenchError
from benchmarks.report import circumstances, write_into
from config import embedded, settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=25, help="turns of each contender")
    parser.add_argument("--requests", type=int, default=200, help="requests in a turn")
    parser.add_argument("--write", action="store_true", help=f"also write {PAGE.name}")
    found = parser.parse_args()
    if found.rounds < 2 or found.requests < 1:
        parser.error("at least 2 rounds of 1 request")
    return found


def _command() -> str:
    """Write what was typed."""
    given = " ".join(sys.argv[1:])
    return f'make bench ARGS="{given}"' if given else "make bench"


def main() -> None:
    """Run all there is; a slow figure is a finding, not a failure."""
    arguments = _arguments()
    try:
        if settings.LOCAL:
            embedded.ensure_running(settings.DATA_DIR)
        where = circumstances(_command())
        results = switch.measure(arguments.rounds, arguments.requests)
    except (BenchError, embedded.EmbeddedPostgresError, psycopg.Error) as error:
        sys.exit(f"The benchmark could not run. {error}")
    promises = "\n".join(str(target) for target in switch.targets(results))
    how = f"{arguments.rounds} rounds of {arguments.requests} requests."
    figures = f"{switch.report(results)}\n\n{promises}\n\n{where} {how}"
    print(figures)  # noqa: T201
    if arguments.write:
        write_into(PAGE, figures)


if __name__ == "__main__":
    main()
