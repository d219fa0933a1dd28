"""The product itself, with the benchmark's database and without logging."""

import os

from benchmarks.peers.base import VARIANT, bench_database
from config.settings import *  # noqa: F403
from config.settings import LOGGING

DATABASES = {alias: bench_database(alias) for alias in ("default", "owner")}
LOGGING["handlers"]["stderr"] |= {"class": "logging.FileHandler", "filename": os.devnull}
if VARIANT.get("LATER"):
    MIGRATION_MODULES = {"timetracking": "benchmarks.peers.product.later"}
