"""The alert rules and the dashboard: they name only metrics that /metrics has."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.observability import page
from tests.serving import ROOT

PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES = PROMETHEUS / "shiftbook.rules.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "shiftbook.json"
PROMTOOL = os.environ.get("PROMTOOL") or shutil.which("promtool")
REQUIRED = "REQUIRE_CHECKERS" in os.environ


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def expressions() -> list[str]:
    targets = [target for panel in panels() for target in panel["targets"]]
    return [rule["expr"] for rule in rules()] + [target["expr"] for target in targets]


def exported() -> set[str]:
    """Return the names of all series, also of metrics that have none yet."""
    names = set()
    for line in page.page().content.decode().splitlines():
        if found := re.match(r"# TYPE (\w+) (\w+)", line):
            name, kind = found.groups()
            parts = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
            names |= {name + part for part in parts}
    return names


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_metric_that_is_named_is_exported(companies: object) -> None:
    named = {name for text in expressions() for name in re.findall(r"\bshiftbook_\w+", text)}
    assert len(named) > 15
    assert named - exported() == set()


def test_each_alert_says_how_urgent_it_is_and_what_is_wrong() -> None:
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"].endswith((".", "?")), rule["alert"]


def test_operators_find_what_to_do_about_each_alert() -> None:
    guide = (ROOT / "docs" / "monitoring.md").read_text()
    assert [rule["alert"] for rule in rules() if f"`{rule['alert']}`" not in guide] == []


def test_panels_have_a_title_and_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        columns = range(place["x"], place["x"] + place["w"])
        cells = {(x, y) for x in columns for y in range(place["y"], place["y"] + place["h"])}
        assert panel["title"]
        assert not cells & taken
        taken |= cells
    assert {x for x, _ in taken} == set(range(24))


@pytest.mark.skipif(
    not (PROMTOOL or REQUIRED), reason="needs promtool, of Debian's package prometheus"
)
@pytest.mark.parametrize(
    "command", [["check", "rules", RULES.name], ["test", "rules", "shiftbook.test.yml"]]
)
def test_promtool_accepts_the_rules(command: list[str]) -> None:
    result = subprocess.run(
        [str(PROMTOOL), *command], cwd=PROMETHEUS, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_prometheus_is_told_of_the_rules_and_keeps_the_token_in_a_file() -> None:
    settings = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())
    (job,) = settings["scrape_configs"]
    assert settings["rule_files"] == [RULES.name]
    assert job["metrics_path"] == page.PATH
    assert Path(job["authorization"]["credentials_file"]).is_absolute()
