"""URLs of a company's host."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from accounts import address_views, support_views, views

urlpatterns = [
    path("", include("accounts.factors.urls")),
    path("login/", views.SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(next_page="login"), name="logout"),
    path("support/", support_views.support_enter, name="support-enter"),
    path("address/", address_views.address_change, name="address-change"),
    path("address/confirm/<str:token>/", address_views.address_confirm, name="address-confirm"),
    path("address/object/<str:token>/", address_views.address_object, name="address-object"),
    path("password/change/", views.password_change, name="password-change"),
    path("password/reset/", views.password_reset, name="password-reset"),
    path(
        "password/reset/<str:token>/", views.password_reset_confirm, name="password-reset-confirm"
    ),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
