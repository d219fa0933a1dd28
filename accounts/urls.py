"""URLs of a company's host."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", include("accounts.factors.urls")),
    path("login/", views.SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(next_page="login"), name="logout"),
    path("password/change/", views.password_change, name="password-change"),
    path("password/reset/", views.password_reset, name="password-reset"),
    path(
        "password/reset/<str:token>/", views.password_reset_confirm, name="password-reset-confirm"
    ),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
