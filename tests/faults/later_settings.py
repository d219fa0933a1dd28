"""The settings of a next release, which has one migration more."""

from config.settings import *  # noqa: F403

MIGRATION_MODULES = {"timetracking": "tests.faults.later"}
