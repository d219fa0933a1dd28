from django.urls import path

from timetracking.approvals import views

urlpatterns = [
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/accept/", views.approvals_accept, name="approvals-accept"),
    path("approvals/next/", views.approvals_next, name="approvals-next"),
]
