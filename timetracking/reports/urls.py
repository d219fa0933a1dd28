from django.urls import path

from timetracking.reports.views import report, sales

urlpatterns = [
    path("reports/", report.reports, name="reports"),
    path("reports/table.csv", report.table_file, name="reports-table"),
    path("reports/sales/", sales.sales, name="sales"),
    path("reports/sales/import/", sales.sales_import, name="sales-import"),
    path("reports/sales/imported/", sales.sales_imported, name="sales-imported"),
    path("reports/sales/undo/", sales.sales_undo, name="sales-undo"),
]
