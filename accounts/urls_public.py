"""URLs of the base domain, for operators; the project redirects `login` to the admin."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", include("accounts.factors.urls")),
    path("password/change/", views.password_change, name="password-change"),
    path("password/reset/", views.password_reset, name="password-reset"),
    # The admin's sign-in page links to this name.
    path("password/reset/", views.password_reset, name="admin_password_reset"),
    path(
        "password/reset/<str:token>/", views.password_reset_confirm, name="password-reset-confirm"
    ),
]
