"""What the operator keeps in public."""

from django.db import models


class AuditEnd(models.Model):
    """The end of a company's audit trail as it was last noted.

    Outside the reach of the company and of all requests, so that a trail that was cut off, computed
    anew or restored since is found. Stays when its company is gone, to name one that is created
    anew.
    """

    # Read by the engine, which lets no login but the owner read or write the table.
    owner_only = True

    slug = models.CharField(max_length=40, unique=True)
    # The id of the company, which is never reused.
    company = models.BigIntegerField()
    first_hash = models.CharField(max_length=64)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "audit_ends"
        verbose_name = "noted end of an audit trail"
        verbose_name_plural = "noted ends of audit trails"

    def __str__(self) -> str:
        return f"{self.slug} {self.number}:{self.hash}"


class Backup(models.Model):
    """A backup of one company: a file elsewhere, and what is known of it.

    Stays when its company is gone: it may be all that is left of it.
    """

    owner_only = True

    slug = models.CharField("company", max_length=40)
    # The id of the company, which is never reused.
    company = models.BigIntegerField("id")
    place = models.CharField(max_length=1000, unique=True)
    taken_at = models.DateTimeField(db_index=True)
    # Of the lock that a run holds while it writes; see tenants.backups.runs.
    run = models.BigIntegerField()
    # None until the file is whole.
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField("checksum", max_length=64, default="")
    verified_at = models.DateTimeField(null=True)
    result = models.TextField(default="")
    # Holds a company that is in the archive: it is never removed for its age.
    is_archive = models.BooleanField(default=False)

    class Meta:
        db_table = "backups"
        ordering = ["-taken_at", "-pk"]
        indexes = [models.Index(fields=["company", "-taken_at"], name="backups_of_company")]

    def __str__(self) -> str:
        return f"{self.slug} {self.taken_at:%Y-%m-%d %H:%M} UTC"
