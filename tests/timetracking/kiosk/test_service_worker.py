"""What the service worker keeps on the tablet."""

import json

from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import asks
from tests.timetracking.loading import loaded_by
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
    kept = json.loads(tablet.get("/kiosk/worker.js").context["kept_json"])
    assert sorted(kept["assets"]) == loaded_by(page)
