#!/usr/bin/env python3
"""Every chore of the project: python3 dev.py CHORE. Needs nothing but Python 3.11 or newer.

It keeps a virtual environment in .venv beside this file, made anew from pyproject.toml and
packaging/constraints.txt whenever one of them has changed.
"""

import argparse
import glob
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMP = VENV / "made-from.txt"

CONSOLE = [str(PYTHON), "-m", "seedream_desktop.app.cli.main"]
WINDOW = [str(PYTHON), "-m", "seedream_desktop.app.gui"]
DEMO_OUT = Path("build") / "demo"
# fmt: off
DEMO = [
    "run", str(Path("resources") / "samples" / "ceramics"),
    "--step", "match the colours and exposure to the anchor",
    "--step", "golden hour, slightly; add a soft vignette",
    "--anchors", "1", "--name", "Demo: ceramics", "--out", str(DEMO_OUT), "--yes",
]
# fmt: on

CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "lint": ["-m", "ruff", "check", "--quiet", "."],
    "types": ["-m", "mypy"],
    "import rules": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    "dead code": ["-m", "vulture"],
    "dependencies": ["-m", "deptry", "--no-ansi", "."],
    "house rules": ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture"],
}

DEBIAN = ROOT / "packaging" / "debian.txt"


def main(argv: list[str]) -> int:
    """Do one chore and return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whatever python3 a machine has runs this)
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
        return 2
    chores = {
        "setup": (setup, "make .venv and install what tests need"),
        "run": (run, "open the window; `run -- ARGUMENTS` is the console command"),
        "demo": (demo, "edit the sample pictures with the local engine"),
        "test": (test, "run the tests; further arguments go to pytest"),
        "check": (check, "format, lint, types, import rules, dead code, dependencies"),
        "matrix": (matrix, "every fault at every service, played, as a table; or at those named"),
        "shots": (shots, "pictures of the window in every theme, into build/shots"),
        "bench": (bench, "run the benchmarks; a word picks those whose name has it"),
        "package": (package, "freeze the program, make its packages, have each test itself"),
    }
    parser = argparse.ArgumentParser(
        description="Every chore of the project.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:7} {what}" for name, (_, what) in chores.items()),
    )
    parser.add_argument("chore", choices=chores, metavar="CHORE", help="one of those below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="handed to the chore")
    asked = parser.parse_args(argv)
    arguments = asked.arguments[1:] if asked.arguments[:1] == ["--"] else asked.arguments
    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each of many processes would compile it all
    made = make_environment()
    chore, _ = chores[asked.chore]
    if chore in (setup, test, shots, package):
        install_system_packages(tell=made or chore is setup)
    return chore(arguments)


def setup(_arguments: list[str]) -> int:
    """Say that the environment is there, which main() saw to."""
    print(f"Ready: {VENV}")
    return 0


def run(arguments: list[str]) -> int:
    """Open the window, on files and folders where some are named; else run the console command."""
    if not all(Path(word).exists() for word in arguments):
        return call([*CONSOLE, *arguments])
    if has_screen():
        return call([*WINDOW, *arguments])
    print("There is no screen here for the window. The console command does the same work:")
    print(f"  python3 {Path(__file__).name} run -- run photos/ --step PROMPT --out edited/")
    return call([*CONSOLE, "--help"])


def demo(arguments: list[str]) -> int:
    """Run the sample sequence with the local engine and say where the results are."""
    code = call([*CONSOLE, *DEMO, *arguments])
    if code == 0:
        print(f"The results are in {ROOT / DEMO_OUT}")
        if has_screen() and sys.stdout.isatty():
            return call(WINDOW)
    return code


def has_screen() -> bool:
    """Say whether a window can be shown."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def test(arguments: list[str]) -> int:
    """Run the tests on two processes."""
    return call([str(PYTHON), "-m", "pytest", "-n", "2", *arguments])


def check(_arguments: list[str]) -> int:
    """Run every check, show what each found, and sum up."""
    failed = []
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 2)) as pool:
        running = [pool.submit(run_check, name, command) for name, command in CHECKS.items()]
        for done in as_completed(running):
            name, code, seconds, output = done.result()
            print(f"{'ok    ' if code == 0 else 'FAILED'} {name:14} {seconds:5.1f} s", flush=True)
            if code != 0:
                failed.append(name)
                print(output.rstrip() + "\n", flush=True)
    print(
        f"{len(CHECKS) - len(failed)} of {len(CHECKS)} checks passed"
        + f": not {', '.join(failed)}" * bool(failed)
    )
    return 1 if failed else 0


def run_check(name: str, command: list[str]) -> tuple[str, int, float, str]:
    """Run one check; return its name, exit code, seconds and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        [str(PYTHON), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return name, done.returncode, time.perf_counter() - start, done.stdout


def matrix(arguments: list[str]) -> int:
    """Play every fault at every emulated service and print what became of it."""
    return call([str(PYTHON), "-m", "tests.matrix", *arguments])


def shots(arguments: list[str]) -> int:
    """Take pictures of the window on a virtual screen; a word picks those whose name has it."""
    return call([str(PYTHON), "-m", "tests.shots", *arguments])


def bench(arguments: list[str]) -> int:
    """Run the benchmarks, all or those whose name has a word, and print their figures."""
    return call([str(PYTHON), "-m", "tests.bench", *arguments])


def package(arguments: list[str]) -> int:
    """Freeze the program and make and test what this system can of its packages.

    `freeze` stops after the first, `release` makes them small and leaves no test out.
    """
    return call([str(PYTHON), str(ROOT / "packaging" / "packages.py"), *arguments])


def call(command: list[str]) -> int:
    """Run a program in the foreground; Ctrl-C is the program's to answer, not ours.

    subprocess would kill the program a quarter of a second after a Ctrl-C, in the middle of
    what it may have to finish.
    """
    before = signal.signal(signal.SIGINT, lambda _signal, _frame: None)
    try:
        return subprocess.call(command)
    finally:
        signal.signal(signal.SIGINT, before)


def make_environment() -> bool:
    """Make .venv where it is missing or stale; return whether anything was done."""
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted and PYTHON.exists():
        return False
    print(f"Making {VENV} (once; about a minute)", flush=True)
    if not can_make_environments():
        install_debian(["python3-venv"])
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    pinned = ["--constraint", str(CONSTRAINTS)]
    whole = ["--build-constraint", str(CONSTRAINTS), "--group", "dev", "--editable", "."]
    commands = [
        [base_python(), "-m", "venv", "--clear", str(VENV)],
        # Pythons come with a pip that knows neither --group nor --build-constraint.
        [*pip, *pinned, "pip"],
        [*pip, *pinned, *whole],
    ]
    for command in commands:
        if subprocess.call(command, stdin=subprocess.DEVNULL) != 0:
            sys.exit(f"Could not make {VENV}: see above. `python3 dev.py setup` tries again.")
    STAMP.write_text(wanted, encoding="utf-8")
    return True


def base_python() -> str:
    """Return the Python that .venv is made with, even where dev.py runs in .venv itself."""
    return getattr(sys, "_base_executable", None) or sys.executable


def fingerprint() -> str:
    """Return what .venv depends on: place, Python, requirements and pins."""
    digest = hashlib.sha256(f"{ROOT}\n{sys.version_info[:2]}\n".encode())
    for source in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def can_make_environments() -> bool:
    """Return False on a Debian whose Python comes without ensurepip."""
    try:
        import ensurepip  # noqa: F401 (asked for, not used; slow to import)
    except ImportError:
        return False
    return True


def install_system_packages(*, tell: bool) -> None:
    """On Debian and Ubuntu install what tests need and is missing, or tell the command."""
    if not sys.platform.startswith("linux") or shutil.which("apt-get") is None:
        return
    missing = missing_debian()
    if missing and (tell or os.geteuid() == 0):
        install_debian(missing)


def missing_debian() -> list[str]:
    """Return the Debian packages of the list that are not here, by what shows that they are."""
    lines = DEBIAN.read_text(encoding="utf-8").splitlines()
    signs = [line.split() for line in lines if line and not line.startswith("#")]
    return [
        package
        for package, sign in signs
        if not (any(glob.iglob(sign)) if "/" in sign else shutil.which(sign))  # noqa: PTH207 (a whole path)
    ]


def install_debian(packages: list[str]) -> None:
    """Install Debian packages as root; as anyone else print the one command to do it."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is not None and os.geteuid() == 0:
        print(f"Installing {', '.join(packages)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["apt-get", "update", "-qq"], [*command, "-qq"]):
            subprocess.run(
                step,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=False,
            )
        if not set(packages) & set(missing_debian()):
            return
    print(f"Missing: {', '.join(packages)}. To install: sudo {' '.join(command)}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
