"""`failed_jobs`: list the jobs that were tried too often, try them again, or remove them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs import setting_aside
from jobs.setting_aside import Aside
from operations import failed_jobs
from tenants.exceptions import TenantError
from tenants.models import Tenant

PUBLIC = "public"


class Command(BaseCommand):
    """Show what was set aside, without the arguments, which may name people."""

    help = "Lists the jobs that failed too often and were set aside."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the company, the jobs, --retry and --discard."""
        parser.add_argument("slug", nargs="?", help="only of this company, or of public")
        parser.add_argument("job", nargs="*", type=int, help="only the jobs with these numbers")
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--retry", action="store_true", help="try them again, from the start")
        act.add_argument("--discard", action="store_true", help="remove them for good")

    def handle(self, *args: Any, **options: Any) -> None:
        """List the jobs and act on them; exit with 1 if one could not be changed."""
        try:
            jobs = self._jobs(options["slug"], options["job"])
            for job in jobs:
                done = self._act(job, options)
                self.stdout.write(
                    f"{job.slug or PUBLIC} {job.pk}: {job.task}, {job.attempts} attempts until "
                    f"{job.finished_at:%Y-%m-%d %H:%M} UTC, {job.error}{done}"
                )
        except TenantError as error:
            raise CommandError(str(error)) from error
        if not jobs:
            self.stdout.write("No job is set aside.")

    def _jobs(self, slug: str | None, chosen: list[int]) -> list[Aside]:
        if slug not in (None, PUBLIC):
            Tenant.objects.by_slug(str(slug))
        jobs = setting_aside.listed("" if slug == PUBLIC else slug)
        missing = set(chosen) - {job.pk for job in jobs}
        if missing:
            numbers = ", ".join(map(str, sorted(missing)))
            raise CommandError(f"Not set aside in {slug}: {numbers}. Nothing was changed.")
        return [job for job in jobs if not chosen or job.pk in chosen]

    def _act(self, job: Aside, options: dict[str, Any]) -> str:
        tenant = Tenant.objects.by_slug(job.slug) if job.slug else None
        if options["retry"]:
            return "; tried again" if failed_jobs.retry(job, tenant) else "; was gone"
        if options["discard"]:
            return "; removed" if failed_jobs.discard(job, tenant) else "; was gone"
        return ""
