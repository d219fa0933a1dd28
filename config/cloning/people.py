"""Who the people of a copy are: believable, and the same in each copy by the same secret."""

from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.mail import NOWHERE
from accounts.models import User
from config.cloning.columns import TABLES
from config.cloning.names import Names, names_of, plain
from tenants.backups.copying import Plan
from timetracking.models import CompanySettings, Contract, Employee, Kiosk, Rate, Sale

Values = dict[int, Mapping[str, str | Decimal | None]]
_CENT = Decimal("0.01")
# By at most how many percent pay and sales differ from the real one.
_MOST = 15


def plan(*, company: int, seed: str) -> Plan:
    """Plan a copy of the current company. Its people are the same whenever the seed is.

    Without a seed SECRET_KEY is it, and the id of the company makes them others elsewhere.
    """
    key = f"{company}:{seed}"
    secret = salted_hmac(
        "config.cloning", key, seed or settings.SECRET_KEY, algorithm="sha256"
    ).digest()
    company_settings = CompanySettings.objects.get()
    names = Names(secret, names_of(company_settings.country, company_settings.language))
    employees, users = Values(), Values()
    for pk, user_id, email in Employee.objects.order_by("pk").values_list("pk", "user_id", "email"):
        name = names.name(f"person:{pk}")
        address = _address(name, f"e{pk}")
        employees[pk] = {"name": name, "email": address if email else ""}
        if user_id is not None:
            users[user_id] = {"name": name, "email": address}
    for pk in User.objects.exclude(pk__in=users).order_by("pk").values_list("pk", flat=True):
        name = names.name(f"user:{pk}")
        users[pk] = {"name": name, "email": _address(name, f"u{pk}")}
    kiosks: Values = {
        pk: {"name": f"Kiosk {pk}"} for pk in Kiosk.objects.values_list("pk", flat=True)
    }
    sales: Values = {
        pk: {"amount": _near(amount, names.number(f"sale:{pk}"))}
        for pk, amount in Sale.objects.values_list("pk", "amount")
    }
    people = {"employees": employees, "users": users, "kiosks": kiosks, "sales": sales}
    return Plan(TABLES, people | _pay(names))


def _pay(names: Names) -> dict[str, Values]:
    """Return the rates and salaries, all of a person changed by the same percentage."""
    rates = Rate.objects.values_list("pk", "employee", "amount")
    contracts = Contract.objects.values_list("pk", "employee", "salary")
    return {
        "rates": {
            pk: {"amount": _near(value, names.number(f"rate:{whose}"))}
            for pk, whose, value in rates
        },
        "contracts": {
            pk: {"salary": _near(value, names.number(f"rate:{whose}"))}
            for pk, whose, value in contracts
        },
    }


def _address(name: str, number: str) -> str:
    return f"{plain(name)}.{number}@people{NOWHERE}"


def _near(amount: Decimal | None, number: int) -> Decimal | None:
    """Return an amount that differs from the real one by some percent."""
    if amount is None:
        return None
    percent = number % _MOST + 1
    percent = percent if number // _MOST % 2 else -percent
    return (amount * (100 + percent) / 100).quantize(_CENT)
