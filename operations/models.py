"""What the operator keeps in public."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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

    slug = models.CharField(_("company"), max_length=40)
    # The id of the company, which is never reused.
    company = models.BigIntegerField("id")
    place = models.CharField(_("place"), max_length=1000, unique=True)
    taken_at = models.DateTimeField(_("taken at"), db_index=True)
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
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-taken_at", "-pk"]
        indexes = [models.Index(fields=["company", "-taken_at"], name="backups_of_company")]

    def __str__(self) -> str:
        return f"{self.slug} {self.taken_at:%Y-%m-%d %H:%M} UTC"


class SignUp(models.Model):
    """A company that somebody wants to sign up, until the link in their mail has expired.

    `facts` is encrypted: it names people, and public is in every dump. It is emptied when the
    company has been created; what stays until `keep_until` says that the link, and the operator's
    invitation, have been used.
    """

    facts = models.TextField()
    # The number of the invitation with which it was asked for, "" without one.
    invitation = models.CharField(max_length=32, blank=True, default="")
    # The slug of the company that was created, "" until then.
    company = models.CharField(max_length=40, blank=True, default="")
    keep_until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "sign_ups"
        constraints = [
            # However many ask with one invitation, one of them creates a company.
            models.UniqueConstraint(
                fields=["invitation"],
                condition=~models.Q(invitation="") & ~models.Q(company=""),
                name="sign_ups_invitation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.company}"


class UsageDay(models.Model):
    """How a company stood on a day: its state and figures, with nothing about a single person.

    Stays when its company is gone: the sums of past days are not to change.
    """

    owner_only = True

    # The id of the company, which is never reused.
    company = models.BigIntegerField()
    day = models.DateField()
    measured_at = models.DateTimeField()
    # As in tenants.states.
    state = models.CharField(max_length=10)
    bytes = models.BigIntegerField(default=0)
    # None if its tables could not be read, or are in the archive.
    people = models.PositiveIntegerField(null=True)
    active = models.PositiveIntegerField(null=True)
    # Counted, of shifts that had ended in the 30 days before.
    minutes = models.PositiveBigIntegerField(null=True)
    last_tap = models.DateTimeField(null=True)

    class Meta:
        db_table = "usage"
        verbose_name = "usage"
        verbose_name_plural = _("usage")
        constraints = [
            models.UniqueConstraint(fields=["day", "company"], name="usage_day_of_company")
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.day}"
