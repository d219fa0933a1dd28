from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.fields import NormalisedEmailField
from accounts.names import NameField, alphabetical
from timetracking.models.company import CompanySettings, Language
from timetracking.models.location import EmployeeLocation, Location


class Role(models.TextChoices):
    """The roles, from the most rights to the fewest."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Staff")

    @property
    def rank(self) -> int:
        """How far up it is, from 0 for a member."""
        return [Role.MEMBER, Role.MANAGER, Role.OWNER].index(self)


class EmployeeQuerySet(models.QuerySet["Employee"]):
    """Queries on employees."""

    def active(self) -> Self:
        """Keep the people who work here now."""
        return self.filter(is_active=True)

    def owners(self) -> Self:
        """Keep the owners."""
        return self.filter(role=Role.OWNER)

    def at(self, location: Location) -> Self:
        """Keep the people who belong to a location."""
        return self.filter(
            Exists(EmployeeLocation.objects.filter(employee=OuterRef("pk"), location=location))
        )

    def seen_by(self, actor: "Employee") -> Self:
        """Keep the people whom `actor` may see, which always includes `actor`.

        Owners and managers see everyone, a limited manager the people who share a location with
        them, a member nobody else.
        """
        if not actor.leads:
            return self.filter(pk=actor.pk)
        if not actor.is_limited:
            return self
        shared = EmployeeLocation.objects.filter(
            employee=OuterRef("pk"), location__placements__employee=actor
        )
        return self.filter(Q(pk=actor.pk) | Exists(shared))

    def led_by(self, actor: "Employee") -> Self:
        """Keep the people whose hours `actor` may change and decide on, never `actor`.

        For an owner that is everyone else, for a manager the members whom they may see.
        """
        if actor.is_owner:
            return self.exclude(pk=actor.pk)
        led = self.seen_by(actor).exclude(pk=actor.pk)
        return led.filter(role=Role.MEMBER) if actor.leads else self.none()

    def managed_by(self, actor: "Employee") -> Self:
        """Keep the people whose entry `actor` may change and whose rate they may see.

        For an owner that is everyone, for a manager the members whom they may see. The same rule
        for one person is `rights.can_manage`.
        """
        return self if actor.is_owner else self.led_by(actor)

    def deciders_for(self, employee: "Employee") -> Self:
        """Keep the active people with a sign-in who lead `employee`: the reverse of `led_by`."""
        others = self.active().filter(user__isnull=False).exclude(pk=employee.pk)
        if employee.role != Role.MEMBER:
            return others.owners()
        shared = EmployeeLocation.objects.filter(
            employee=OuterRef("pk"), location__placements__employee=employee
        )
        managers = Q(role=Role.MANAGER) & (Q(is_limited=False) | Exists(shared))
        return others.filter(Q(role=Role.OWNER) | managers)

    def colleagues_of(self, employee: "Employee") -> Self:
        """Keep the people who share a location with `employee`, or belong to none as they do."""
        shared = EmployeeLocation.objects.filter(
            employee=OuterRef("pk"), location__placements__employee=employee
        )
        any_location = EmployeeLocation.objects.filter(employee=OuterRef("pk"))
        own = EmployeeLocation.objects.filter(employee=employee)
        return self.filter(Exists(shared) | (~Exists(any_location) & ~Exists(own)))

    def with_placement(self) -> Self:
        """Annotate `is_placed`: whether they belong to an open location, so that kiosks show them.

        None for everyone if the company has no open location, and so needs no kiosk yet.
        """
        places = EmployeeLocation.objects.filter(employee=OuterRef("pk"), location__is_active=True)
        has_locations = Exists(Location.objects.open())
        return self.annotate(is_placed=Case(When(has_locations, then=Exists(places))))

    def by_name(self) -> Self:
        """Sort by name, by the alphabet."""
        return self.order_by(alphabetical("name"), "pk")


class Employee(models.Model):
    """Someone who works for the company, with or without a sign-in (`user`)."""

    name = NameField(_("name"), max_length=120)
    email = NormalisedEmailField(
        _("e-mail address"),
        max_length=254,
        blank=True,
        default="",
        help_text=_("Needed to sign in. Can stay empty for people who never do."),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    locations = models.ManyToManyField(
        Location, through=EmployeeLocation, related_name="staff", verbose_name=_("locations")
    )
    # A default in the database too: during a deployment the previous release inserts rows.
    is_limited = models.BooleanField(
        _("can only manage people at these locations"),
        default=False,
        db_default=False,
        help_text=_(
            "For managers: they then only see and manage people who share a location with them."
        ),
    )
    # A password hash; empty for someone who has no PIN and so cannot use a kiosk.
    pin = models.CharField(max_length=128, blank=True, default="", db_default="", editable=False)
    # Who set the PIN, None if nobody did or a program. If it is someone else, they know the PIN.
    pin_set_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
    )
    # Empty for the company's, even when that changes.
    language = models.CharField(
        _("language"), max_length=2, choices=Language, blank=True, default="", db_default=""
    )
    # What this person has to be told and has not yet confirmed to have read; see `notices.alerts`.
    alerts = models.JSONField(default=list, db_default=[], blank=True, editable=False)
    # What happened to this person's hours and they have not seen yet; see `notices.news`.
    news = models.JSONField(default=list, db_default=[], blank=True, editable=False)
    # The names of the notices that this person does not want by e-mail.
    muted_notices = ArrayField(
        models.CharField(max_length=20), default=list, db_default=[], blank=True, editable=False
    )
    is_active = models.BooleanField(_("active"), default=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="employee",
    )

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        db_table = "employees"
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="employees_email_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "manager", "member"]), name="employees_role"
            ),
            models.CheckConstraint(
                condition=models.Q(is_limited=False) | models.Q(role="manager"),
                name="employees_limited_managers",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def reads(self, company: CompanySettings) -> str:
        """Return the language in which this person reads pages and mails."""
        return self.language or company.language

    @property
    def is_owner(self) -> bool:
        """Whether this is an owner of the company."""
        return self.role == Role.OWNER

    @property
    def leads(self) -> bool:
        """Whether this is an owner or a manager."""
        return self.role in {Role.OWNER, Role.MANAGER}

    @property
    def status(self) -> str:
        """The state of the sign-in: "active", "invited", "no sign-in" or "inactive"."""
        if not self.is_active:
            return "inactive"
        if self.user is None:
            return "no sign-in"
        return "active" if self.has_accepted else "invited"

    @property
    def has_accepted(self) -> bool:
        """Whether the invitation was accepted: there is a sign-in, and it has a password."""
        return self.user is not None and self.user.has_usable_password()
