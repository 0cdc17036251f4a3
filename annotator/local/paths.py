"""Where the desk on one machine keeps its files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VAR_VARIABLE = "SOURCEMARK_VAR"


@dataclass(frozen=True, slots=True)
class LocalPaths:
    """The checkout and its data folder; every other path follows from these two."""

    root: Path
    var: Path

    @property
    def postgres(self) -> Path:
        """Return the cluster of the desk."""
        return self.var / "postgres"

    @property
    def postgres_test(self) -> Path:
        """Return the throw-away cluster of the tests."""
        return self.var / "postgres-test"

    @property
    def valkey(self) -> Path:
        """Return the queue of the desk."""
        return self.var / "valkey"

    @property
    def valkey_test(self) -> Path:
        """Return the folder that holds one queue for each running test suite."""
        return self.var / "valkey-test"

    @property
    def run(self) -> Path:
        """Return the folder of locks and process records."""
        return self.var / "run"

    @property
    def secret_key(self) -> Path:
        """Return the file with the key that signs sessions."""
        return self.var / "secret_key"

    @property
    def venv(self) -> Path:
        """Return the virtual environment that the bootstrap makes."""
        return self.root / ".venv"

    def log(self, name: str) -> Path:
        """Return the log of one service."""
        return self.var / "log" / f"{name}.log"

    def make_folders(self) -> None:
        """Make the folders that everybody expects; locks and logs are nobody else's business."""
        self.var.mkdir(parents=True, exist_ok=True)
        for folder in (self.run, self.var / "log"):
            folder.mkdir(mode=0o700, exist_ok=True)


def local_paths(root: Path = CHECKOUT, environ: Mapping[str, str] = os.environ) -> LocalPaths:
    """Return the paths of this checkout, with the data folder that `SOURCEMARK_VAR` may name."""
    chosen = environ.get(VAR_VARIABLE)
    return LocalPaths(root=root, var=Path(chosen).expanduser().resolve() if chosen else root / "var")
