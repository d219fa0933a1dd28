"""What the service worker keeps on the tablet."""

import json
import os
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import asks
from timetracking.models import Employee


def test_worker_and_manifest_hold_nothing_of_anyone(acme: Tenant, ana: Employee) -> None:
    client = TenantClient(acme)
    worker, manifest = client.get("/kiosk/worker.js"), client.get("/kiosk/manifest.json")
    assert worker["Content-Type"] == "text/javascript"
    assert manifest.json()["scope"] == "/kiosk/"
    with asks(1):  # whether there is a logo to keep
        client.get("/kiosk/worker.js")


def test_the_worker_keeps_what_the_page_loads_and_nothing_else(tablet: TenantClient) -> None:
    page = tablet.get("/kiosk/").content.decode()
    loaded = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    scripts = [name for name in loaded if name.endswith(".js")]
    while scripts:
        script = Path(str(finders.find(scripts.pop())))
        imports = re.findall(r'from "(\.\.?/[^"]+)";', script.read_text())
        folder = Path("js") / script.parent.name
        found = {os.path.normpath(folder / name) for name in imports} - loaded
        loaded |= found
        scripts += found
    kept = json.loads(tablet.get("/kiosk/worker.js").context["kept_json"])
    assert sorted(kept["assets"]) == sorted(f"/static/{name}" for name in loaded)
