"""URLs of the base domain, for operators; the project redirects `login` to the admin."""

from django.urls import include, path

from accounts import address_views, views

urlpatterns = [
    path("", include("accounts.factors.urls")),
    path("address/", address_views.address_change, name="address-change"),
    path("address/confirm/<str:token>/", address_views.address_confirm, name="address-confirm"),
    path("address/object/<str:token>/", address_views.address_object, name="address-object"),
    path("password/change/", views.password_change, name="password-change"),
    path("password/reset/", views.password_reset, name="password-reset"),
    # The admin's sign-in page links to this name.
    path("password/reset/", views.password_reset, name="admin_password_reset"),
    path(
        "password/reset/<str:token>/", views.password_reset_confirm, name="password-reset-confirm"
    ),
]
