"""What a run prints at its end, and whether it passed."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from benchmarks.soak.audit import Findings
from benchmarks.soak.faults import Faults, unexplained
from benchmarks.soak.ledger import Outcome
from benchmarks.soak.options import Options
from benchmarks.soak.tally import Tally, Trouble


@dataclass(frozen=True)
class Memory:
    """Resident memory of the processes at one moment, in MB; empty where they are elsewhere."""

    workers: tuple[float, ...]
    backends: tuple[float, ...]

    def __str__(self) -> str:
        return f"workers {_spread(self.workers)}, backends {_spread(self.backends)}"


@dataclass(frozen=True)
class Result:
    """Everything that is known at the end."""

    options: Options
    seconds: float
    tally: Tally
    faults: Faults
    findings: Findings
    before: Memory
    after: Memory
    cpu: str

    @property
    def errors(self) -> list[Trouble]:
        """The answers of 500 or above that no terminated backend accounts for: it makes a 503."""
        others = [trouble for trouble in self.tally.errors if trouble.status != 503]
        unavailable = [trouble for trouble in self.tally.errors if trouble.status == 503]
        return [*others, *unexplained(unavailable, self.faults.terminated, each=1)]

    @property
    def broken(self) -> list[Trouble]:
        """The connections that broke with no reason; a worker takes all of its own with it.

        A kept-alive one may always be closed between two requests: browsers try again.
        """
        fresh = [trouble for trouble in self.tally.broken if trouble.fresh]
        return unexplained(fresh, self.faults.killed, each=self.options.clients)

    @property
    def failures(self) -> dict[str, int]:
        """Name what must be zero."""
        tally, found = self.tally, self.findings
        return {
            "foreign canaries in answers": tally.foreign,
            "foreign canaries in rows": found.foreign,
            "acknowledged writes lost": found.lost,
            "written twice": found.twice,
            "written in part": found.torn,
            "rows that nobody sent": found.unsent,
            "5xx not explained by a fault": len(self.errors),
            "broken connections not explained": len(self.broken),
            "unexpected answers": tally.unexpected,
        }

    @property
    def passed(self) -> bool:
        """Whether nothing went wrong but what was broken on purpose."""
        return not any(self.failures.values())

    def lines(self) -> list[str]:
        """Write it for people, one figure a line."""
        tally, faults, outcomes = self.tally, self.faults, self.findings.outcomes
        known = outcomes[Outcome.DONE] + outcomes[Outcome.REFUSED]
        rate = tally.requests / self.seconds
        figures = {
            "requests": f"{tally.requests:,} in {self.seconds:,.0f} s, {rate:,.0f} a second",
            "companies": f"{self.options.companies}, {self.options.staff} people each",
            "cancelled": f"{tally.cancelled:,}",
            "workers killed": f"{len(faults.killed)}",
            "backends terminated": f"{len(faults.terminated)}, {faults.amid_work} amid work",
            "punches": f"{sum(outcomes.values()):,} sent, {known:,} acknowledged "
            f"({outcomes[Outcome.REFUSED]:,} as refused), {outcomes[Outcome.UNKNOWN]:,} of "
            f"unknown outcome ({self.findings.known_late:,} are there)",
            "forms sent again": f"{tally.replays:,}",
            "statuses": ", ".join(
                f"{status} {times:,}" for status, times in sorted(tally.statuses.items())
            ),
            "5xx": f"{len(tally.errors):,}",
            "broken connections": f"{len(tally.broken):,}",
            **{name: f"{times:,}" for name, times in self.failures.items()},
            "p50 and p95": f"{percentile(tally.milliseconds, 50):.1f} and "
            f"{percentile(tally.milliseconds, 95):.1f} ms",
            "processor": self.cpu,
            "memory at the start": str(self.before),
            "memory at the end": str(self.after),
            "seed": f"{self.options.seed}",
        }
        width = max(map(len, figures))
        troubles = [f"not explained: {trouble}" for trouble in [*self.errors, *self.broken][:10]]
        examples = [*tally.examples, *self.findings.examples, *troubles]
        return [
            *(f"{name:<{width}}  {text}" for name, text in figures.items()),
            *(f"  {example}" for example in examples),
        ]


def percentile(values: "array[float]", share: int) -> float:
    """Return the smallest value that `share` per cent do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0.0


def memory(workers: Sequence[int], backends: Sequence[int]) -> Memory:
    """Measure what these processes hold now."""
    return Memory(_resident(workers, "python", "gunicorn"), _resident(backends, "postgres"))


def processor_time(gunicorn: int, clients: float, requests: int) -> str:
    """Say what a request costs the clients, and all workers that ever were; PostgreSQL aside."""
    master = psutil.Process(gunicorn)
    times = [master.cpu_times(), *(worker.cpu_times() for worker in master.children())]
    workers = sum(spent.user + spent.system for spent in times)
    workers += times[0].children_user + times[0].children_system
    return (
        f"clients {clients / requests * 1000:.2f} ms a request, "
        f"gunicorn {workers / requests * 1000:.2f} ms"
    )


def _resident(pids: Sequence[int], *names: str) -> tuple[float, ...]:
    found = []
    for pid in pids:
        try:
            process = psutil.Process(pid)
            # Another machine's process ids mean something else here.
            if process.name().startswith(names):
                found.append(process.memory_info().rss / 1_000_000)
        except psutil.NoSuchProcess:
            continue
    return tuple(found)


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "not on this machine"
    return f"{len(values)} x {sum(values) / len(values):.0f} MB (most {max(values):.0f})"
