#!/usr/bin/env python3
"""The one door to Sourcemark's commands; it makes its own virtual environment at the first call.

Python 3.6 must be able to read this file, so that an old Python can be told what it lacks.
"""

import runpy
import sys

NEEDED = (3, 11)


def refusal():
    # type: () -> str
    """Return why this Python cannot run Sourcemark; empty when it can."""
    if sys.platform == "win32":
        return "Sourcemark runs on Linux and macOS: on Windows, start it inside WSL (Windows Subsystem for Linux)."
    if sys.version_info[:2] < NEEDED:
        return (
            f"Sourcemark needs Python 3.11 or newer and this is Python {sys.version_info[0]}.{sys.version_info[1]}: "
            "install one (Debian, Ubuntu: `apt-get install python3.11 python3.11-venv`; macOS: `brew install python`) "
            f"and run `python3.11 {' '.join(sys.argv)}`."
        )
    return ""


if __name__ == "__main__":
    if refusal():
        sys.exit(sys.stderr.write(refusal() + "\n") and 2)
    from annotator.local.commands import main

    sys.exit(main(sys.argv, lambda: runpy.run_module("django", run_name="__main__")))
