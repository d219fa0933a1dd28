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
