import os
import sys
from pathlib import Path

import pytest

from annotator.local.errors import LocalError
from annotator.local.processes import session_members
from annotator.local.reporting import run_reporting
from annotator.local.supervise import ChildProcess, Supervisor


def _run(folder: Path, script: str, supervisor: Supervisor | None = None) -> list[str]:
    lines: list[str] = []
    run_reporting(
        [sys.executable, "-c", script],
        log=folder / "log" / "step.log",
        cwd=folder,
        environ=os.environ,
        on_line=lines.append,
        supervisor=supervisor or Supervisor(folder / "processes.json"),
    )
    return lines


def test_lines_come_through_also_without_a_last_newline(folder: Path) -> None:
    assert _run(folder, "print('step: migrate'); print(); print('ünd'); print('end', end='')") == [
        "step: migrate",
        "",
        "ünd",
        "end",
    ]


def test_a_failure_is_told_by_its_last_line(folder: Path) -> None:
    with pytest.raises(LocalError, match=r"^The data is of a newer version\. \(The whole log is .*step\.log\.\)$"):
        _run(folder, "import sys; print('Traceback ...', file=sys.stderr); sys.exit('The data is of a newer version.')")


def test_a_silent_failure_is_told_by_its_code(folder: Path) -> None:
    with pytest.raises(LocalError, match="ended with code 3"):
        _run(folder, "import sys; sys.exit(3)")


def test_services_are_watched_meanwhile_and_the_step_ends_with_them(folder: Path) -> None:
    supervisor = Supervisor(folder / "processes.json", first_delay=0.01)
    dying = ChildProcess("worker", ["false"], log=folder / "worker.log", cwd=folder, environ=os.environ)
    supervisor.start(dying)
    script = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(LocalError, match="The worker ended 6 times"):
        _run(folder, script, supervisor)
    pid_file = folder / "pid"
    assert not pid_file.exists() or session_members(int(pid_file.read_text() or 0)) == []
    supervisor.stop_all()
