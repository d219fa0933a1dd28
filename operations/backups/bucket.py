"""Keeps backups in a bucket of a store that speaks S3: a file appears when it is uploaded."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.backups.errors import NotStored
from operations.backups.storing import Fill, Place, Stored, measure, reporting

_NO_SPOOL = gettext_lazy("The folder for temporary files cannot be written")


class Bucket(Place):
    """A bucket of an S3-compatible store; credentials and endpoint as the AWS tools read them."""

    def __init__(self, bucket: str, prefix: str) -> None:
        import boto3  # takes long to import, and most installations have a folder
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""
        self._errors = (BotoCoreError, ClientError)
        with self._reaching():
            self._client: Any = boto3.client(
                "s3",
                config=Config(connect_timeout=5, read_timeout=60, retries={"max_attempts": 3}),
            )

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise NotStored(
                _("The store %(address)s cannot be used: %(error)s")
                % {"address": f"s3://{self.bucket}", "error": error}
            ) from error

    def address(self, name: str) -> str:
        """Return the address of the object."""
        return f"s3://{self.bucket}/{self.prefix}{name}"

    def check(self) -> None:
        """Ask the store for a file."""
        self.exists("check")

    def put(self, name: str, fill: Fill) -> Stored:
        """Write to an unnamed file on this machine first, then upload; the object appears last."""
        with _spool() as file, self._reaching():
            fill(file)
            stored = measure(file)
            file.seek(0)
            # In parts of 8 MB, so memory does not grow with the file.
            self._client.upload_fileobj(_Unclosed(file), self.bucket, f"{self.prefix}{name}")
            return stored

    def exists(self, name: str) -> bool:
        """Return whether the object is there."""
        with self._reaching():
            key = f"{self.prefix}{name}"
            found = self._client.list_objects_v2(Bucket=self.bucket, Prefix=key, MaxKeys=1)
            return any(one["Key"] == key for one in found.get("Contents", []))

    def fetch(self, name: str) -> BinaryIO:
        """Download to an unnamed file on this machine."""
        if not self.exists(name):
            raise NotStored(_("%(file)s is missing.") % {"file": self.address(name)})
        with reporting(_NO_SPOOL):
            file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - for the caller
            try:
                with self._reaching():
                    self._client.download_fileobj(self.bucket, f"{self.prefix}{name}", file)
            except BaseException:
                file.close()
                raise
            file.seek(0)
            return file

    def remove(self, name: str) -> None:
        """Remove the object."""
        with self._reaching():
            self._client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}{name}")


class _Unclosed:
    """Reads a file that the client must not close."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        """Leave the file open."""


@contextmanager
def _spool() -> Iterator[BinaryIO]:
    """Give a file without a name, of which nothing is left when the process ends."""
    with reporting(_NO_SPOOL), tempfile.TemporaryFile() as file:
        yield cast("BinaryIO", file)
