"""What a tablet sends to the kiosk, and what it is answered."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW
from timetracking.base.authors import Author
from timetracking.kiosk import pairing as kiosks
from timetracking.models import Employee, Location, WorkLog

PIN = "836194"


def identify(tablet: TenantClient, employee: Employee, pin: str = PIN) -> Any:
    return tablet.post("/kiosk/identify/", {"employee": employee.pk, "pin": pin})


def tap(tablet: TenantClient, employee: Employee, action: str, **data: Any) -> Any:
    if "token" not in data:
        data["token"] = identify(tablet, employee).json()["token"]
    order = {"key": str(uuid4()), "employee": employee.pk, "action": action}
    return tablet.post("/kiosk/punch/", order | data)


def seal(tablet: TenantClient, **said: Any) -> str:
    der = base64.b64decode(tablet.get("/kiosk/state/").json()["key"])
    key = serialization.load_der_public_key(der)
    assert isinstance(key, rsa.RSAPublicKey)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    return base64.b64encode(key.encrypt(json.dumps(said).encode(), oaep)).decode()


def late(
    tablet: TenantClient,
    employee: Employee,
    action: str,
    *,
    ago: timedelta,
    key: UUID | None = None,
    pin: str = PIN,
    wrong_by: timedelta = timedelta(),
    **data: Any,
) -> Any:
    key = key or uuid4()
    sealed = seal(tablet, pin=pin, key=str(key), employee=employee.pk)
    sent = datetime.now(NOW.tzinfo) + wrong_by
    times = {
        name: int(at.timestamp() * 1000) for name, at in (("sent", sent), ("tapped", sent - ago))
    }
    order = {"key": str(key), "employee": employee.pk, "action": action, "sealed": sealed}
    return tablet.post("/kiosk/punch/", order | times | data)


def states(tablet: TenantClient) -> dict[str, str]:
    return {one["name"]: one["state"] for one in tablet.get("/kiosk/state/").json()["people"]}


def refusal_of(answer: Any, status: int = 409) -> str:
    assert answer.status_code == status
    return str(answer.json()["refusal"])


def code_at(bar: Location, owner: Employee, name: str = "Door") -> str:
    return kiosks.create_kiosk(name, bar, manager=owner, by=Author(owner), now=NOW)[1]


def pair(tablet: TenantClient, code: str) -> Any:
    return tablet.post("/kiosk/pair/", {"code": code})


def say(tablet: TenantClient, employee: Employee, log: WorkLog, ended_at: str, **more: Any) -> Any:
    if "token" not in more:
        more["token"] = identify(tablet, employee).json()["token"]
    said = {"key": str(uuid4()), "shift": log.pk, "version": log.version, "ended_at": ended_at}
    return tablet.post("/kiosk/answer/", {"employee": employee.pk, **said, **more})
