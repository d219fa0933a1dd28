"""The product's URLs on a company's host; each package has its own URLconf."""

from django.urls import include, path

PACKAGES = (
    "navigation",
    "today",
    "approvals",
    "clocking",
    "timesheets",
    "presence",
    "corrections",
    "pay",
    "periods",
    "staff",
    "contracts",
    "calendars",
    "company",
    "notices",
    "security",
    "kiosk",
    "reports",
)

urlpatterns = [path("", include(f"timetracking.{package}.urls")) for package in PACKAGES]
