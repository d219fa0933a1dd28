from django.urls import path

from timetracking.navigation import views

urlpatterns = [
    path("home/", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("sidebar/", views.sidebar, name="sidebar"),
]
