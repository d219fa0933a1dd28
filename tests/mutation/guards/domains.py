"""Domains that companies bring."""

from tests.mutation.guards.guard import Guard

ENGINE, RESOLVER = "tenants/domains.py", "tenants/resolver.py"
VALIDATORS, ACTING = "tenants/validators.py", "operations/domains/acting.py"
SERVED = ("tests/tenants/test_domains.py",)
ACTS = ("tests/operations/domains/test_acting.py",)
RECHECKS = ("tests/operations/domains/test_rechecking.py",)
CERTIFICATES = ("tests/config/http/test_certificates.py",)

GUARDS = (
    Guard(
        "a foreign host is refused",
        "config/http/hosts.py",
        "            if not resolver.is_served(host):\n",
        "            if False:\n",
        ("tests/config/http/test_hosts.py",),
    ),
    Guard(
        "a claim is not served",
        "tenants/models.py",
        "domains__name=address, domains__verified_at__isnull=False)",
        "domains__name=address)",
        SERVED,
    ),
    Guard(
        "one company has a domain",
        "tenants/migrations/0001_initial.py",
        'fields=("name",),\n                        name="tenant_domain_owner",',
        'fields=("name", "token"),\n                        name="tenant_domain_owner",',
        SERVED,
    ),
    Guard(
        "a claim needs its own record",
        ENGINE,
        "filter(pk=domain.pk, token=domain.token)\n            before",
        "filter(company=domain.company_id, name=domain.name)\n            before",
        SERVED,
    ),
    Guard(
        "a domain without its record is not given",
        "operations/domains/proving.py",
        "    if record.value not in (text.strip() for text in found):\n",
        "    if False:\n",
        ACTS,
    ),
    Guard(
        "a main address is verified",
        ENGINE,
        "        if name and not _tenants()",
        "        if False and not _tenants()",
        SERVED,
    ),
    Guard(
        "another company's domain is not claimed",
        ENGINE,
        "        refuse_others(tenant, name)\n",
        "",
        SERVED,
    ),
    Guard(
        "the base domain is nobody's",
        VALIDATORS,
        "    if is_ours or name",
        "    if name",
        SERVED,
    ),
    Guard(
        "names that no public DNS has are nobody's",
        VALIDATORS,
        'is_ours or name.rpartition(".")[2] in RESERVED_TOP_LEVELS:',
        "is_ours:",
        SERVED,
    ),
    Guard(
        "a company has few domains",
        ENGINE,
        "        if known.count() >= MOST:\n",
        "        if False:\n",
        SERVED,
    ),
    Guard(
        "a domain that was removed is forgotten at once",
        ENGINE,
        "        _forget_on_commit(name, locked.subdomain)\n",
        "",
        SERVED,
    ),
    Guard(
        "other addresses lead to the main one",
        RESOLVER,
        "    if tenant.main_address != address:\n",
        "    if False:\n",
        SERVED,
    ),
    Guard(
        "browsers do not keep what may lead back",
        "tenants/refusals.py",
        '"max-age=3600" if for_good else "no-store"',
        '"max-age=3600"',
        SERVED,
    ),
    Guard(
        "made-up hosts are looked for once",
        RESOLVER,
        "            _strangers[host] = True\n",
        "            pass\n",
        ("tests/tenants/test_resolver.py",),
    ),
    Guard(
        "certificates for verified domains alone",
        ENGINE,
        "Domain.objects.filter(name=name, verified_at__isnull=False)",
        "Domain.objects.filter(name=name)",
        CERTIFICATES,
    ),
    Guard(
        "visitors ask for no certificates through the proxy",
        "config/http/certificates.py",
        "    if any(header in request.META for header in _FORWARDED):\n",
        "    if False:\n",
        CERTIFICATES,
    ),
    Guard(
        "the network asks for no certificates",
        "config/http/certificates.py",
        "ipaddress.ip_address(sender).is_private",
        "bool(ipaddress.ip_address(sender))",
        CERTIFICATES,
    ),
    Guard(
        "no HSTS for the neighbours of a domain",
        "config/http/headers.py",
        "        self._spare_neighbours(request, response)\n",
        "",
        ("tests/config/http/test_headers.py",),
    ),
    Guard(
        "a rehearsed claim changes nothing",
        ACTING,
        "            domain, _ = domains.claim(tenant, typed)\n"
        "            transaction.set_rollback(True, using=OWNER_ALIAS)\n",
        "            domain, _ = domains.claim(tenant, typed)\n",
        ACTS,
    ),
    Guard(
        "a rehearsed main address changes nothing",
        ACTING,
        'else "")\n            transaction.set_rollback(True, using=OWNER_ALIAS)\n',
        'else "")\n',
        ACTS,
    ),
    Guard(
        "another main address is asked about",
        "operations/admin/company_domains.py",
        'question = None if "sure" in request.POST else _question(tenant, act, name)',
        "question = None",
        ACTS,
    ),
    Guard(
        "a DNS without answers counts for nothing",
        "operations/domains/rechecking.py",
        "is_miss = error.problem in MISSES",
        "is_miss = True",
        RECHECKS,
    ),
    Guard(
        "a DNS without answers ends the round",
        "operations/domains/rechecking.py",
        "        if silent == GIVE_UP_AFTER:\n",
        "        if False:\n",
        RECHECKS,
    ),
    Guard(
        "a record that is gone is reported",
        "operations/domains/wording.py",
        "    if is_gone(domain):\n",
        "    if False:\n",
        RECHECKS,
    ),
    Guard(
        "a company that comes back takes no domain of another",
        ENGINE,
        '        if not _tenants().at(one["name"]).exists():\n',
        "        if True:\n",
        ("tests/operations/backups/test_restoring.py",),
    ),
    Guard(
        "a backup has the domains that were proved alone",
        "tenants/backups/snapshot.py",
        " AND verified_at IS NOT NULL)::text",
        ")::text",
        ("tests/operations/backups/test_restoring.py",),
    ),
    Guard(
        "tablets, passkeys and links belong to the main address",
        "tenants/models.py",
        "        return self.main_domain or self.own_host",
        "        return self.own_host",
        ("tests/operations/domains/test_signing_in.py",),
    ),
)
