"""What is installed and shipped: the requirements in pyproject.toml, the wheel and the source archive."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from itertools import chain
from pathlib import Path, PurePosixPath

import pytest

REQUIREMENT = re.compile(r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)>=(?P<floor>[0-9]+(?:\.[0-9]+)*)")


@pytest.fixture(scope="module")
def pyproject(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def requirements(pyproject: dict) -> list[str]:
    project = pyproject["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    return [*pyproject["build-system"]["requires"], *project["dependencies"], *extras]


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive, built from this checkout without the network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    return folder


def test_groups_equal_extras(pyproject):
    """Old tools read the extras, new ones the groups: both say the same."""
    assert pyproject["dependency-groups"] == pyproject["project"]["optional-dependencies"]


def test_every_requirement_has_a_floor_and_no_cap(requirements):
    """Each is written ``name>=floor`` and nothing else: a cap would shut users out of what we have not seen yet."""
    assert [requirement for requirement in requirements if not REQUIREMENT.fullmatch(requirement)] == []


def test_a_package_has_one_floor(requirements):
    """A package that several extras need has the same floor in each."""
    floors: dict[str, set[str]] = {}
    for requirement in requirements:
        name, floor = requirement.split(">=")
        floors.setdefault(name, set()).add(floor)
    assert {name: found for name, found in floors.items() if len(found) > 1} == {}


def test_core_stays_light(pyproject):
    """The library itself needs three packages."""
    names = {requirement.split(">=")[0] for requirement in pyproject["project"]["dependencies"]}
    assert names == {"attrs", "py-moneyed", "python-dateutil"}


def test_wheel_holds_the_whole_package(root, built):
    """Code, data files, type marker and licence are in the wheel; nothing else is."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
        about = {name.partition(".dist-info/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
        scripts = wheel.read(about["entry_points.txt"]).decode()
    source = root / "src"
    files = (path for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert shipped == {path.relative_to(source).as_posix() for path in files}
    assert "receivables/py.typed" in shipped
    assert "licenses/LICENSE" in about
    assert "receivables = receivables.adapters.cli:main" in scripts


def test_source_archive_is_clean(built):
    """Sources, tests and pages are in the archive; caches, builds and hidden folders are not."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        paths = [PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()]
    expected = {"src", "tests", "typing_tests", "examples", "benchmarks", "docs"}
    files = {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert {path.parts[0] for path in paths} == expected | files
    unwanted = {"__pycache__", "_build", ".venv", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
    assert [path for path in paths if unwanted & set(path.parts)] == []
