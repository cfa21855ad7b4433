"""Whole processes: the command line from start to end, beside a bare interpreter.

The package is laid out as the wheel has it, in an environment of its own with compiled bytecode,
beside copies of the libraries that it needs and of nothing else.
"""

import compileall
import os
import shutil
import subprocess
import tempfile
import venv
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path
from time import perf_counter_ns

import casewise
from benchmarks.scale import Scale
from benchmarks.table import Row
from benchmarks.timing import Sample
from casewise.corpus import shipped

NEEDED = ("attrs", "PyYAML", "click", "durable_rules")
ONE_CASE = """\
case: one
arrest_made: yes
arrest_date: 2000-10-15
duplicate_record: no
sex_crime_against_minor: yes
material_possessed: yes
material_distributed: no
material_produced: no
material_depicts_minor: yes
material_received_online: yes
material_distributed_online: no
material_arranged_online: no
material_found_as: [computer]
online_attempt_on_individual_child: no
victims: none
undercover_roles: none
"""
STARTER = "import sys; from casewise.cli import main; sys.exit(main())"

BARE = "bare interpreter: `python -c pass`"
COMMANDS: dict[str, tuple[str, ...]] = {
    "`casewise --help`": ("--help",),
    "`casewise classify one.yaml`": ("classify", "one.yaml"),
    "`casewise classify --format json one.yaml`": ("classify", "--format", "json", "one.yaml"),
    "`casewise explain one.yaml`": ("explain", "one.yaml"),
}
GOALS = {
    "`casewise --help`": (90.0, 6.0),
    "`casewise classify one.yaml`": (150.0, 10.0),
}
"""Milliseconds, or times a bare interpreter, whichever is kinder."""


def rows(scale: Scale) -> list[Row]:
    """The commands in turns, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "one.yaml").write_text(ONE_CASE, "utf-8")
        python = environment(home / "environment")
        commands = {BARE: [python, "-c", "pass"]} | {
            name: [python, "-c", STARTER, *arguments] for name, arguments in COMMANDS.items()
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():
            _run(command, home)
        for _ in range(scale.processes):
            for name, command in commands.items():
                times[name].append(_run(command, home))
    samples = {name: Sample(tuple(found)) for name, found in times.items()}
    return [_row(name, sample, samples[BARE].median) for name, sample in samples.items()]


def _row(name: str, sample: Sample, bare: float) -> Row:
    goal, met = "", None
    if name in GOALS:
        milliseconds, times = GOALS[name]
        goal = f"{milliseconds:.0f} ms or ratio {times:.0f}"
        met = sample.median <= max(milliseconds * 1000, times * bare)
    ratio = sample.median / bare
    return Row("cold", name, sample.median / 1000, sample.p99 / 1000, ratio, goal, met, "ms")


def _run(command: Sequence[str], folder: Path) -> float:
    """Microseconds from start to end of a process, which must succeed."""
    started = perf_counter_ns()
    subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"}
    )
    return (perf_counter_ns() - started) / 1000


def environment(home: Path) -> str:
    """A new environment that holds the package and what it needs; gives its interpreter."""
    builder = venv.EnvBuilder(symlinks=os.name != "nt")
    builder.create(home)
    context = builder.ensure_directories(home)
    site = Path(_site_packages(context.env_exe))
    for name in NEEDED:
        _copy_distribution(name, site)
    package = Path(casewise.__file__).parent
    shutil.copytree(package, site / "casewise", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("rules", "cases"):
        shutil.copytree(shipped(folder), site / "casewise" / folder, dirs_exist_ok=True)
    assert compileall.compile_dir(site, quiet=1)
    return str(context.env_exe)


def _site_packages(python: str) -> str:
    ask = "import sysconfig; print(sysconfig.get_path('platlib'))"
    return subprocess.run(
        [python, "-c", ask], check=True, capture_output=True, text=True
    ).stdout.strip()


def _copy_distribution(name: str, site: Path) -> None:
    for file in distribution(name).files or ():
        if ".." not in file.parts and file.suffix != ".pyc":
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), target)
