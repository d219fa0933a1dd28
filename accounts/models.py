from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.fields import NormalisedEmailField
from accounts.names import NameField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The key of a session's data under which its sign-in is described.
DEVICE = "_device"
# The same of an operator's support access, and who, why and until when it is.
SUPPORT = "_support"
CLOCK_SKEW = timedelta(minutes=1)


class UserManager(BaseUserManager["User"]):
    """Create users. One without a password cannot sign in until they follow a link."""

    def create_user(
        self,
        email: str,
        password: str | None = None,
        *,
        name: str = "",
        is_active: bool = True,
        is_staff: bool = False,
    ) -> "User":
        """Create a user, with an unusable password if none is given."""
        if not email.strip():
            raise ValueError("A user needs an e-mail address: it is what they sign in with.")
        user = self.model(email=email, name=name, is_active=is_active, is_staff=is_staff)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, *, name: str = ""
    ) -> "User":
        """Create an operator, who runs the installation from the admin."""
        return self.create_user(email, password, name=name, is_staff=True)


class User(AbstractBaseUser):
    """Someone who signs in with an e-mail address: staff in a company's schema, else an operator.

    There are no groups and permissions, whose tables would exist once per company. An operator
    (`is_staff`) may do everything in the admin; the product decides what staff may do.
    """

    email = NormalisedEmailField(
        _("e-mail address"),
        max_length=254,
        error_messages={"unique": _("Someone with this e-mail address already exists.")},
    )
    name = NameField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Inactive people cannot sign in.")
    )
    is_staff = models.BooleanField(_("operator"), default=False)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)
    session_version = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        db_table = "users"
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # On the column, not on Lower(email): Django requires it for USERNAME_FIELD (auth.E003),
            # and lookups by e-mail can use the index. The check constraint ensures lower case.
            models.UniqueConstraint(fields=["email"], name="users_email_unique"),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="users_email_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Return whether the admin allows `perm`: an active operator may do everything."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Return whether the admin shows an app: an active operator sees all of them."""
        return self.is_active and self.is_staff

    def get_session_auth_hash(self) -> str:
        """Return the hash of valid sessions; a new password or `end_sessions` changes it."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same hash for each previous secret."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes) -> str:
        state = f"{self.session_version}:{self.password}"
        return salted_hmac("accounts.session", state, secret, algorithm="sha256").hexdigest()


class SignInThrottle(models.Model):
    """Recent failures that are counted together, such as the wrong passwords from one client.

    `key` and `subjects` are keyed hashes: neither e-mail nor network addresses are stored.
    `failed_at` holds the latest failures, oldest first, and `subjects` what each was for.
    """

    key = models.CharField(max_length=64)
    failed_at = ArrayField(models.DateTimeField(), default=list)
    subjects = ArrayField(models.CharField(max_length=16), default=list)
    forget_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "sign_in_throttles"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="sign_in_throttles_key_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]}: {len(self.failed_at)} wrong"

    def failures(self, *, since: datetime, now: datetime) -> list[tuple[datetime, str]]:
        """Return the times and subjects of the failures after `since`, oldest first.

        A server's clock may have run ahead: a failure up to a minute in the future counts as one
        of `now`, a later one does not count, since it would count until that time comes.
        """
        return [
            (min(at, now), subject)
            for at, subject in self.all_failures()
            if since < at <= now + CLOCK_SKEW
        ]

    def all_failures(self) -> list[tuple[datetime, str]]:
        """Return the times and subjects of all failures that are stored."""
        return list(zip(self.failed_at, self.subjects, strict=False))

    def keep(self, failures: list[tuple[datetime, str]]) -> None:
        """Replace the failures; does not save."""
        self.failed_at = [at for at, _ in failures]
        self.subjects = [subject for _, subject in failures]


class Authenticator(models.Model):
    """A second factor of a user, or a code for the day on which it is lost.

    An app (`app`) has its secret encrypted in `secret`, and the time step of the last code in
    `counter`. A passkey has its public key there, and the number of its signatures. A recovery
    code is a keyed hash in `secret`; using it deletes the row.
    """

    class Kind(models.TextChoices):
        """What proves that it is the user."""

        APP = "app", _("authenticator app")
        PASSKEY = "passkey", _("passkey")
        RECOVERY = "recovery", _("recovery code")

    user = models.ForeignKey(User, models.CASCADE, related_name="authenticators")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=60, blank=True)
    credential_id = models.CharField(max_length=1400, null=True)  # noqa: DJ001 - NULLs are unique
    secret = models.TextField()
    counter = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "authenticators"
        constraints = [
            models.UniqueConstraint(
                fields=["credential_id"], name="authenticators_credential_unique"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(kind="app"),
                name="authenticators_one_app",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["app", "passkey", "recovery"]),
                name="authenticators_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()


class Session(AbstractBaseSession):
    """A stored session, with whose it is and from where, so that people can see and end theirs.

    The columns repeat what the data says; the session itself is only the data.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=45, blank=True)
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=timezone.now)
    # Of support access, which an owner sees and ends; see accounts.support.
    operator = models.CharField(max_length=254, blank=True, default="")

    class Meta:
        db_table = "django_session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the session store of the settings."""
        return import_module(settings.SESSION_ENGINE).SessionStore

    def describe(self, data: Mapping[str, Any]) -> None:
        """Set the columns that sessions have beyond Django's; see `accounts.devices.signing_in`."""
        signed_in = data.get(DEVICE, {})
        user_id = data.get(SESSION_KEY)
        self.user_id = int(user_id) if user_id else None
        self.device = signed_in.get("device", "")
        self.address = signed_in.get("address", "")
        self.operator = data.get(SUPPORT, {}).get("operator", "")
        at = signed_in.get("at")
        self.signed_in_at = datetime.fromtimestamp(at, tz=UTC) if at else None


def _user_key(label: "StrOrPromise") -> "models.ForeignKey[User | None, User | None]":
    # Without a constraint, which would lock the user's row until the transaction ends: whoever is
    # the last to add an event could then wait in a circle for one who changes an address.
    return models.ForeignKey(
        User,
        verbose_name=label,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        editable=False,
    )


class SecurityEvent(models.Model):
    """One event of the security log: what happened, who did it to whom, when and from where.

    A company's events are in its schema; what concerns operators is in public. `event` is one of
    `accounts.security.events.Event`. Rows are added by `accounts.security.log` alone.
    """

    # Read by the engine, which revokes UPDATE and DELETE on the table from whoever serves requests.
    append_only = True

    at = models.DateTimeField(_("time"), db_index=True, editable=False)
    event = models.CharField(max_length=40, editable=False)
    # None for a visitor who is not signed in, a program, and an operator who acts on a company.
    actor = _user_key(_("by"))
    operator = models.CharField(max_length=254, blank=True, default="", editable=False)
    # The person that the event is about.
    user = _user_key(_("user"))
    detail = models.JSONField(default=dict, editable=False)
    address = models.CharField(
        _("network address"), max_length=45, blank=True, default="", editable=False
    )
    browser = models.CharField(_("browser"), max_length=60, blank=True, default="", editable=False)

    class Meta:
        db_table = "security_events"
        verbose_name = _("security event")
        verbose_name_plural = _("security log")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"
