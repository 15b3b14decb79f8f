"""The wheel, in a fresh virtual environment without torch, is the whole program; the sdist has its tests as well."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_installed_wheel_runs(tmp_path: Path) -> None:
    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT))
    (wheel,) = tmp_path.glob("dlprep-*.whl")
    run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    run(str(tmp_path / "venv/bin/pip"), "install", "--quiet", str(wheel))
    dlprep = str(tmp_path / "venv/bin/dlprep")
    home = ("--home", str(tmp_path / "home"))
    assert json.loads(run(dlprep, *home, "due", "--json"))["new"] == 10
    shown = json.loads(run(dlprep, *home, "show", "sigmoid-max-slope", "--json"))
    assert Path(shown["path"]).is_relative_to(tmp_path / "venv")
    found = json.loads(run(dlprep, *home, "compute", "conv_output_size", "size=28", "kernel=5", "--json"))
    assert (found["answer"], found["references"]["torch"]) == ([24, 24], None)
    assert run(dlprep, *home, "bank", "check").startswith("no problems")


@pytest.mark.slow
def test_the_tests_run_from_the_sdist(tmp_path: Path) -> None:
    def run(*command: str, folder: Path = tmp_path) -> None:
        done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    run("-m", "build", "--sdist", "--no-isolation", "--outdir", str(tmp_path), str(ROOT))
    (sdist,) = tmp_path.glob("dlprep-*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    source = tmp_path / sdist.name.removesuffix(".tar.gz")
    run("-c", f"import dlprep; assert dlprep.__file__.startswith({str(source)!r})", folder=source)
    run("-m", "pytest", "tests/docs", "tests/scheduler", "tests/test_readme.py", folder=source)
