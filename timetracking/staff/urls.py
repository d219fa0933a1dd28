from django.urls import path

from timetracking.staff.views import bulk, employees, factors, language, leaving, people

urlpatterns = [
    path("language/", language.language, name="language"),
    path("people/", people.people, name="employees"),
    path("people/add/", employees.employee_add, name="employee-add"),
    path("people/import/", bulk.people_add, name="people-add"),
    path("people/import/done/", bulk.people_added, name="people-added"),
    path("people/import/undo/", bulk.people_undo, name="people-undo"),
    path("people/<int:pk>/details/", employees.employee_edit, name="employee-edit"),
    path("people/<int:pk>/access/", people.employee_access, name="employee-access"),
    path("people/<int:pk>/history/", people.employee_history, name="employee-history"),
    path("people/<int:pk>/invite/", employees.employee_invite, name="employee-invite"),
    path("people/<int:pk>/unlock/", factors.employee_unlock, name="employee-unlock"),
    path("people/<int:pk>/deactivate/", leaving.employee_deactivate, name="employee-deactivate"),
    path("people/<int:pk>/second-factor/", factors.employee_factor, name="employee-factor"),
    path("people/<int:pk>/reactivate/", leaving.employee_reactivate, name="employee-reactivate"),
]
