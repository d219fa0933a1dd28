from django.urls import path

from operations.signup import views

urlpatterns = [
    path("", views.sign_up, name="sign-up"),
    path("address/", views.address, name="sign-up-address"),
    path("zone/", views.zone, name="sign-up-zone"),
    path("<str:token>/", views.finish, name="sign-up-finish"),
]
