"""What a run is asked to do: the command line of `python -m benchmarks.soak`."""

import argparse
import os
from dataclasses import dataclass

PLANTS = ("foreign", "lost", "twice")


@dataclass(frozen=True)
class Options:
    """One run: how much, how hard, how often something breaks."""

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
    """Read the command line; what is left out follows from the number of requests."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    number = _positive
    parser.add_argument("--requests", type=number, default=20_000)
    parser.add_argument("--companies", type=number, default=50)
    parser.add_argument("--staff", type=number, help="people of each company who punch")
    parser.add_argument("--clients", type=number, default=10, help="connections at once")
    parser.add_argument("--workers", type=number, default=2)
    parser.add_argument("--threads", type=number, default=4, help="of each worker")
    parser.add_argument("--kills", type=int, help="workers to kill")
    parser.add_argument("--terminations", type=int, help="database backends to terminate")
    parser.add_argument("--cancelled", type=int, default=10, help="per cent of the requests")
    parser.add_argument("--seed", type=int, help="repeats what the clients choose")
    parser.add_argument(
        "--plant", action="append", choices=PLANTS, default=[], help="a fault that must be found"
    )
    given = parser.parse_args(arguments)
    if given.companies < 2:
        parser.error("--companies must be 2 or more: the others are watching")
    faults = max(1, min(50, given.requests // 1000))
    return Options(
        requests=given.requests,
        companies=given.companies,
        staff=given.staff or _staff(given.requests, given.companies),
        clients=given.clients,
        workers=given.workers,
        threads=given.threads,
        kills=faults if given.kills is None else given.kills,
        terminations=faults if given.terminations is None else given.terminations,
        cancelled=given.cancelled,
        seed=int.from_bytes(os.urandom(4), "big") if given.seed is None else given.seed,
        plant=frozenset(given.plant),
    )


def _staff(requests: int, companies: int) -> int:
    """Return so many people that nobody's day grows much beyond ten shifts."""
    shifts = requests * 6 // 100 // 2
    return max(4, shifts // (companies * 10))


def _positive(raw: str) -> int:
    found = int(raw)
    if found < 1:
        raise argparse.ArgumentTypeError(f'"{raw}" is not a whole number from 1')
    return found
