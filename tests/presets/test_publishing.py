"""Presets in public: published once a version, and never changed after that."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from presets.models import PayPreset
from presets.publishing import publish, sources_of
from tenants.context import no_tenant, public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.pay.engine.data import as_data
from timetracking.pay.engine.presets import PRESETS

NEW: tuple[str, int, Mapping[str, Any]] = ("XX", 1, {"daily": [{"source": "§ 1"}], "source": "§ 2"})

pytestmark = pytest.mark.django_db(databases=["default", OWNER_ALIAS])


def test_every_preset_of_the_engine_is_published() -> None:
    with public_context():
        published = {one.code: one for one in PayPreset.objects.all()}
    assert set(published) >= set(PRESETS)
    assert published["ES"].data == json.loads(json.dumps(as_data(PRESETS["ES"])))
    assert "ET art. 34.1, 35.1" in published["ES"].sources


def test_a_version_is_published_once_and_stays_as_it_is() -> None:
    with no_tenant(), public_context():
        assert publish([NEW], using=OWNER_ALIAS) == 1
        assert publish([("XX", 1, {"changed": True})], using=OWNER_ALIAS) == 0
        assert publish([("XX", 2, {})], using=OWNER_ALIAS) == 1
        stored = PayPreset.objects.using(OWNER_ALIAS).filter(code="XX")
        assert [one.version for one in stored] == [2, 1]
        assert stored.get(version=1).data == NEW[2]


@pytest.mark.parametrize(
    "write",
    [
        lambda preset: preset.save(),
        lambda preset: preset.delete(),
        lambda preset: PayPreset.objects.update(version=9),
        lambda preset: PayPreset.objects.create(code="XX", version=1, data={}, sources=[]),
        lambda preset: PayPreset.objects.select_for_update().get(pk=preset.pk),
    ],
    ids=["save", "delete", "update", "create", "lock"],
)
def test_a_company_reads_presets_and_cannot_write_them(
    write: Callable[[PayPreset], object], acme: Tenant, two_logins: None
) -> None:
    with tenant_context(acme):
        preset = PayPreset.objects.get(code="ES")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            write(preset)


def test_neither_does_the_login_that_serves_requests(two_logins: None) -> None:
    with public_context(), pytest.raises(ProgrammingError, match="permission denied"):
        PayPreset.objects.filter(code="ES").update(version=9)


def test_sources_are_listed_once_in_order() -> None:
    assert sources_of({"a": [{"source": "§ 2"}, {"source": "§ 1"}], "b_source": "§ 2"}) == [
        *("§ 2", "§ 1")
    ]
