"""What gunicorn's master prepares, so that the first visitor of a worker does not wait."""

import json
import subprocess
import sys

from tests.serving import ROOT, environment

_ASK = """
import gc, json
import config.wsgi
from django.template.engine import Engine
from django.utils.translation import trans_real
compiled = Engine.get_default().template_loaders[0].get_template_cache
print(json.dumps([gc.get_freeze_count(), sorted(compiled), sorted(trans_real._translations)]))
"""


def test_a_worker_finds_templates_and_languages_ready(django_db_setup: None) -> None:
    asked = [sys.executable, "-c", _ASK]
    run = subprocess.run(asked, cwd=ROOT, env=environment(), capture_output=True, check=True)
    frozen, compiled, languages = json.loads(run.stdout)
    assert frozen > 100_000
    assert {"timetracking/today/today.html", "operations/signup/finish.html"} <= set(compiled)
    assert {"de", "es"} <= set(languages)
