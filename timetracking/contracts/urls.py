from django.urls import path

from timetracking.contracts.views import contracts, rates, removing

urlpatterns = [
    path("contract/", contracts.my_contract, name="my-contract"),
    path("people/<int:pk>/contract/", contracts.employee_contract, name="employee-contract"),
    path("people/<int:pk>/contract/add/", contracts.contract_add, name="contract-add"),
    path("people/<int:pk>/contract/undo/", removing.contract_undo, name="contract-undo"),
    path("people/<int:pk>/rate/add/", rates.rate_add, name="rate-add"),
    path("contracts/<int:pk>/", contracts.contract_edit, name="contract-edit"),
    path("contracts/<int:pk>/end/", contracts.contract_end, name="contract-end"),
    path("contracts/<int:pk>/remove/", removing.contract_remove, name="contract-remove"),
    path("rates/<int:pk>/", rates.rate_edit, name="rate-edit"),
    path("rates/<int:pk>/remove/", removing.rate_remove, name="rate-remove"),
]
