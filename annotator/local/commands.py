"""What `manage.py` does with a command: the desk's own two here, every other by Django with its database running."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence

from annotator.local import quickstart, testing
from annotator.local.binaries import find_postgres
from annotator.local.bootstrap import ensure_environment
from annotator.local.environment import DATABASE_VARIABLE, local_environment
from annotator.local.errors import LocalError, sentence_for
from annotator.local.paths import LocalPaths, local_paths
from annotator.local.postgres import PostgresServer, ensure_postgres
from annotator.local.stopping import undisturbed

# Commands that read no table. makemigrations is not among them: it compares with the migrations that were applied.
WITHOUT_DATABASE = frozenset(
    {"help", "version", "check", "compilemessages", "makemessages", "collectstatic", "findstatic",
     "startapp", "startproject", "diffsettings", "spectacular", "sendtestemail", "testserver"}
)  # fmt: skip
_ASKING = frozenset({"-h", "--help", "--version"})
_OWN = {"quickstart": quickstart.main, "test": testing.main}


def main(argv: Sequence[str], run_django: Callable[[], object]) -> int:
    """Carry out one command line of `manage.py` and return its exit code; refusals are one sentence on stderr."""
    paths = local_paths()
    try:
        with _in_one_sentence(paths):
            own = _OWN.get(argv[1]) if len(argv) > 1 else None
            if own:
                return own(argv[2:], paths)
            ensure_environment(paths, quickstart.REQUIREMENTS)
            server = _prepare(argv, paths)
    except LocalError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    with _until_done(server):
        run_django()
    return 0


def needs_database(argv: Sequence[str]) -> bool:
    """Return whether a command line of Django's reads or writes tables."""
    words = argv[1:]
    return bool(words) and words[0] not in WITHOUT_DATABASE and not _ASKING & set(words)


def _prepare(argv: Sequence[str], paths: LocalPaths) -> PostgresServer | None:
    """Fill in the environment, and have the database running for a command that needs it."""
    own_server = needs_database(argv) and not os.environ.get(DATABASE_VARIABLE)
    server = ensure_postgres(paths) if own_server else None
    os.environ.update(local_environment(paths))
    if server:
        os.environ["PATH"] += os.pathsep + str(find_postgres().folder)  # psql, for dbshell
    return server


@contextlib.contextmanager
def _until_done(server: PostgresServer | None) -> Iterator[None]:
    """Keep a server for the length of a block, also where a signal ends it."""
    if server is None:
        yield
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda code, _frame: sys.exit(128 + code))
    try:
        yield
    finally:
        with undisturbed():
            server.stop()


@contextlib.contextmanager
def _in_one_sentence(paths: LocalPaths) -> Iterator[None]:
    """Turn the errors of a full or closed disk into a sentence, and Ctrl-C into a quiet end."""
    try:
        yield
    except OSError as error:
        told = sentence_for(error, paths.root)
        if told is None:
            raise
        raise told from error
    except KeyboardInterrupt:
        sys.exit(130)
