"""The two tables of a company that every contender has."""

from django.db import models


class Employee(models.Model):
    """A member of staff."""

    name = models.CharField(max_length=100)
    email = models.EmailField()
    hourly_rate = models.DecimalField(max_digits=8, decimal_places=2)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class WorkLog(models.Model):
    """A shift."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE)
    check_in = models.DateTimeField(db_index=True)
    check_out = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.employee_id} {self.check_in}"


def fill(company: str) -> None:
    """Add the rows that the view reads, named after the company."""
    Employee.objects.bulk_create(
        Employee(
            name=f"{company} {number}",
            email=f"{number}@{company}.example",
            hourly_rate=10 + number,
        )
        for number in range(5)
    )
