from django.urls import path

from timetracking.today import views

urlpatterns = [
    path("today/", views.today, name="today"),
]
