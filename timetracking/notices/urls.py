from django.urls import path

from timetracking.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.alerts_read, name="alerts-read"),
    path("notices/seen/", views.news_seen, name="news-seen"),
]
