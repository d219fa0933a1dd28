"""The product's addresses on a company's host; each package lists its own."""

from django.urls import include, path

PACKAGES = (
    "clocking",
    "timesheets",
    "presence",
    "corrections",
    "staff",
    "company",
    "notices",
    "kiosk",
)

urlpatterns = [path("", include(f"timetracking.{package}.urls")) for package in PACKAGES]
