"""The result of a run, and the report that it prints."""

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
    """Resident memory of the processes in MB; empty if they run on another machine."""

    workers: tuple[float, ...]
    backends: tuple[float, ...]

    def __str__(self) -> str:
        return f"workers {_spread(self.workers)}, backends {_spread(self.backends)}"


@dataclass(frozen=True)
class Result:
    """The result of a run."""

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
        """The responses of 500 or above, except a 503 for each terminated backend."""
        others = [trouble for trouble in self.tally.errors if trouble.status != 503]
        unavailable = [trouble for trouble in self.tally.errors if trouble.status == 503]
        return [*others, *unexplained(unavailable, self.faults.terminated, each=1)]

    @property
    def broken(self) -> list[Trouble]:
        """The connections that broke without a killed worker, which breaks all of its connections.

        A persistent connection may be closed between two requests: browsers try again.
        """
        fresh = [trouble for trouble in self.tally.broken if trouble.fresh]
        return unexplained(fresh, self.faults.killed, each=self.options.clients)

    @property
    def failures(self) -> dict[str, int]:
        """The counts that must be zero."""
        tally, findings = self.tally, self.findings
        return {
            "foreign canaries in answers": tally.foreign,
            "foreign canaries in rows": findings.foreign,
            "acknowledged writes lost": findings.lost,
            "written twice": findings.twice,
            "written in part": findings.torn,
            "rows that nobody sent": findings.unsent,
            "5xx not explained by a fault": len(self.errors),
            "broken connections not explained": len(self.broken),
            "unexpected answers": tally.unexpected,
        }

    @property
    def passed(self) -> bool:
        """Whether there were no errors except those caused on purpose."""
        return not any(self.failures.values())

    def lines(self) -> list[str]:
        """Return the report, with one figure per line."""
        tally, faults, outcomes = self.tally, self.faults, self.findings.outcomes
        known = outcomes[Outcome.DONE] + outcomes[Outcome.REFUSED]
        rate = tally.requests / self.seconds
        figures = {
            "requests": f"{tally.requests:,} in {self.seconds:,.0f} s, {rate:,.0f} per second",
            "companies": f"{self.options.companies}, {self.options.staff} people each",
            "cancelled": f"{tally.cancelled:,}",
            "workers killed": f"{len(faults.killed)}",
            "backends terminated": f"{len(faults.terminated)}, {faults.while_active} while active",
            "punches": f"{sum(outcomes.values()):,} sent, {known:,} acknowledged "
            f"({outcomes[Outcome.REFUSED]:,} as refused), {outcomes[Outcome.UNKNOWN]:,} of "
            f"unknown outcome ({self.findings.known_late:,} of them written)",
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
    """Return the smallest value that `share` per cent do not exceed, or 0 without values."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0.0


def memory(workers: Sequence[int], backends: Sequence[int]) -> Memory:
    """Measure the memory of these processes."""
    return Memory(_resident(workers, "python", "gunicorn"), _resident(backends, "postgres"))


def processor_time(gunicorn: int, clients: float, requests: int) -> str:
    """Return the processor time per request, of the clients and of all workers so far."""
    master = psutil.Process(gunicorn)
    times = [master.cpu_times(), *(worker.cpu_times() for worker in master.children())]
    workers = sum(spent.user + spent.system for spent in times)
    workers += times[0].children_user + times[0].children_system
    return (
        f"clients {clients / requests * 1000:.2f} ms per request, "
        f"gunicorn {workers / requests * 1000:.2f} ms"
    )


def _resident(pids: Sequence[int], *names: str) -> tuple[float, ...]:
    megabytes = []
    for pid in pids:
        try:
            process = psutil.Process(pid)
            # On another machine the process ids would belong to other programs.
            if process.name().startswith(names):
                megabytes.append(process.memory_info().rss / 1_000_000)
        except psutil.NoSuchProcess:
            continue
    return tuple(megabytes)


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "not on this machine"
    return f"{len(values)} x {sum(values) / len(values):.0f} MB (maximum {max(values):.0f})"
