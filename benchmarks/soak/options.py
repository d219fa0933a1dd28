"""The command line of `python -m benchmarks.soak`."""

import argparse
import os
from dataclasses import dataclass

PLANTS = ("foreign", "lost", "twice")


@dataclass(frozen=True)
class Options:
    """The options of a run."""

    requests: int
    companies: int
    staff: int
    clients: int
    workers: int
    threads: int
    kills: int
    terminations: int
    cancelled: int
    seed: int
    plant: frozenset[str]


def parse(arguments: list[str] | None = None) -> Options:
    """Parse the command line; some defaults depend on the number of requests."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    number = _positive
    parser.add_argument("--requests", type=number, default=20_000)
    parser.add_argument("--companies", type=number, default=50)
    parser.add_argument("--staff", type=number, help="people per company")
    parser.add_argument("--clients", type=number, default=10, help="parallel connections")
    parser.add_argument("--workers", type=number, default=2)
    parser.add_argument("--threads", type=number, default=4, help="threads per worker")
    parser.add_argument("--kills", type=int, help="number of workers to kill")
    parser.add_argument("--terminations", type=int, help="number of database backends to terminate")
    parser.add_argument(
        "--cancelled", type=int, default=10, help="percentage of cancelled requests"
    )
    parser.add_argument("--seed", type=int, help="seed of the clients' random choices")
    parser.add_argument(
        "--plant",
        action="append",
        choices=PLANTS,
        default=[],
        help="an error that the run must detect",
    )
    values = parser.parse_args(arguments)
    if values.companies < 2:
        parser.error("--companies must be 2 or more: each is checked for the others' data")
    faults = max(1, min(50, values.requests // 1000))
    return Options(
        requests=values.requests,
        companies=values.companies,
        staff=values.staff or _staff(values.requests, values.companies),
        clients=values.clients,
        workers=values.workers,
        threads=values.threads,
        kills=faults if values.kills is None else values.kills,
        terminations=faults if values.terminations is None else values.terminations,
        cancelled=values.cancelled,
        seed=int.from_bytes(os.urandom(4), "big") if values.seed is None else values.seed,
        plant=frozenset(values.plant),
    )


def _staff(requests: int, companies: int) -> int:
    """Return the number of people per company at which nobody has many more than ten shifts."""
    shifts = requests * 6 // 100 // 2
    return max(4, shifts // (companies * 10))


def _positive(raw: str) -> int:
    number = int(raw)
    if number < 1:
        raise argparse.ArgumentTypeError(f'"{raw}" is not a whole number from 1')
    return number
