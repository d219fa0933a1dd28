"""A short `make drill`: everything comes back from backups alone, and what is spoilt is found."""

import os
import subprocess
import sys

from django.conf import settings

from tests.serving import ROOT
from tests.waiting import PATIENCE


def test_a_drill_finds_what_is_planted_in_it_and_nothing_else() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.drill", "--companies=2", "--clients=2", "--plant"],
        cwd=ROOT,
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
            "DATA_DIR": str(settings.DATA_DIR),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    output = run.stdout + run.stderr
    assert run.returncode == 1, output
    found = [line for line in run.stdout.splitlines() if line.startswith("DIFFERENT")]
    assert found[0] == "DIFFERENT: tenant_drill_001.employees has other rows", output
    assert found[1].startswith("DIFFERENT: verify_audit: The audit trail was changed: drill_001")
    assert len(found) == 2, output
    assert "with every punch that was acknowledged" in output
    assert not (settings.DATA_DIR / "drill").exists()
