import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dlprep.store.store import Store

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("default")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the developer's own data, settings, language or colours."""
    for name in list(os.environ):
        if name.startswith("DLPREP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DLPREP_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The documents and data beside the checkout. Elsewhere their tests are skipped; REQUIRE_SHARED makes them fail."""
    folder = Path(__file__).parents[2] / "shared"
    if not (folder / "sources").is_dir():
        if os.environ.get("REQUIRE_SHARED"):
            pytest.fail(f"{folder} is not there")
        pytest.skip("the source documents are not here")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "reviews.db") as opened:
        yield opened
