from django.urls import path

from benchmarks.peers.staff.views import staff

urlpatterns = [path("staff/", staff)]
