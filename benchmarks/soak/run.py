"""A run: create the companies, serve them under load, cause faults, and compare."""

import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connections

from benchmarks.soak import planted
from benchmarks.soak.audit import audit
from benchmarks.soak.browser import Browser, Tickets
from benchmarks.soak.client import Client
from benchmarks.soak.companies import Company, make_companies
from benchmarks.soak.database import own_database
from benchmarks.soak.faults import Faults, schedule
from benchmarks.soak.options import Options
from benchmarks.soak.progress import Meter, say
from benchmarks.soak.report import Memory, Result, memory, processor_time
from benchmarks.soak.tally import merged
from tests.serving import Server


def soak(options: Options, check: Callable[[], None]) -> Result:
    """Run in a database of its own, which is dropped afterwards.

    `check` is called often, and raises to end the run: an interrupt elsewhere could leave open
    connections, which would prevent dropping the database.
    """
    with own_database() as prefix:
        say(f"Creating {options.companies} companies with {options.staff} people each ...")
        companies = []
        for company in make_companies(prefix, count=options.companies, staff=options.staff):
            companies.append(company)
            check()
        planted.before(options.plant, companies)
        connections.close_all()
        return _serve(options, companies, check)


def _serve(options: Options, companies: Sequence[Company], check: Callable[[], None]) -> Result:
    environment = {
        "WEB_CONCURRENCY": str(options.workers),
        "WEB_THREADS": str(options.threads),
        "GUNICORN_LOG_LEVEL": "critical",
    }
    chance = Random(options.seed)  # noqa: S311 - repeatable on purpose
    with Server(**environment) as server:
        tickets = Tickets(options.requests)
        clients = _clients(options, companies, server.port, tickets)
        faults = Faults(
            server,
            schedule(options.kills, options.requests, chance),
            schedule(options.terminations, options.requests, chance),
            chance,
        )
        say(f"Serving {options.requests:,} requests to {len(clients)} clients ...")
        began, processor = time.monotonic(), time.process_time()
        try:
            with faults, Meter(options.requests) as meter:
                before = _run_clients(clients, faults, meter, options.requests // 20, check)
                seconds = time.monotonic() - began
                after = memory(server.workers(), faults.backends())
                clients_time = time.process_time() - processor
                cpu = processor_time(server.process.pid, clients_time, options.requests)
        finally:
            tickets.revoke()
            _join(clients)
            _save_log(server)
    say("Comparing the ledger with the tables ...")
    ledger = list(chain.from_iterable(client.ledger for client in clients))
    planted.after(options.plant, companies, ledger)
    findings = audit(companies, ledger)
    tally = merged(client.tally for client in clients)
    return Result(options, seconds, tally, faults, findings, before, after, cpu)


def _clients(
    options: Options, companies: Sequence[Company], port: int, tickets: Tickets
) -> list[Client]:
    """Distribute the people, so that every client's connection is used for many companies."""
    people = [member for company in companies for member in company.members]
    clients = []
    for number in range(min(options.clients, len(people))):
        chance = Random(f"{options.seed}/{number}")  # noqa: S311 - repeatable on purpose
        browser = Browser(port=port, cancelled=options.cancelled / 100, chance=chance)
        clients.append(Client(people[number :: options.clients], tickets, browser, chance))
    return clients


def _run_clients(
    clients: Sequence[Client], faults: Faults, meter: Meter, warm: int, check: Callable[[], None]
) -> Memory:
    """Run the clients and cause faults; return the memory after `warm` requests."""
    before = Memory((), ())
    for client in clients:
        client.start()
    while any(client.is_alive() for client in clients):
        time.sleep(0.02)
        check()
        done = sum(client.tally.requests for client in clients)
        faults.strike(done)
        meter.show(done)
        if not before.workers and done >= warm:
            before = memory(faults.server.workers(), faults.backends())
    return before


def _join(clients: Sequence[Client]) -> None:
    """Wait until the clients have finished; raise the exception of one that crashed."""
    for client in clients:
        if client.ident is not None:
            client.join()
    for client in clients:
        if client.crash is not None:
            raise client.crash


def _save_log(server: Server) -> None:
    """Save the server's log without the request lines: tracebacks and gunicorn's messages."""
    with (
        Path(server.folder.name, "gunicorn.log").open() as log,
        (settings.DATA_DIR / "soak.log").open("w") as file,
    ):
        file.writelines(line for line in log if " shiftbook.request " not in line)
