# SPDX-License-Identifier: Apache-2.0
"""What every test gets: no screen, a home of its own, and the order of the run."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() == "true"

# A slow machine is no fault of the code: no deadlines. "few" is for the coverage gate, which
# wants to know that the tests reach every branch and not to find new cases. "long" is for the
# parsers under --long.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("few", deadline=None, derandomize=True, max_examples=10)
hypothesis.settings.register_profile(
    "long",
    deadline=None,
    max_examples=100_000,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if IN_CI else "local")
)

# Folders whose tests must not run at the same time as others of the same folder, and which take
# longest, so that they start first.
ONE_AT_A_TIME = ("outside", "packaged", "benchmarks")
WITHOUT_A_SCREEN = (
    "test_age",
    "test_cryptsetup",
    "test_keepassxc",
    "test_keyring",
    "test_page",
    "test_pictures",
    "test_sheet",
    "test_vault_memory",
    "test_vault_saves",
)
SLOW_FIRST = (*ONE_AT_A_TIME, "architecture", "gui")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--onscreen", action="store_true", help="show the windows of the tests")
    parser.addoption("--long", action="store_true", help="also run the tests marked long")


def pytest_configure(config: pytest.Config) -> None:
    # Before anything imports Qt: it looks once.
    if not config.getoption("--onscreen"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        room = room_of(item)
        if room in ONE_AT_A_TIME:
            # What other programs do with our files needs no screen of its own: beside the rest.
            apart = item.path.name.startswith(WITHOUT_A_SCREEN)
            item.add_marker(pytest.mark.xdist_group(f"{room} files" if apart else room))
        if "long" in item.keywords and not config.getoption("--long"):
            item.add_marker(pytest.mark.skip(reason="only with --long"))
    # Stable: within a folder the order stays as written.
    items.sort(
        key=lambda item: (
            SLOW_FIRST.index(room_of(item)) if room_of(item) in SLOW_FIRST else len(SLOW_FIRST)
        )
    )


def room_of(item: pytest.Item) -> str:
    """Return the folder below tests/ that the test stands in."""
    parts = item.path.relative_to(ROOT / "tests").parts
    return parts[0] if len(parts) > 1 else ""


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give each test a home of its own: nothing reads or writes that of the person testing."""
    # Not mktemp of the factory: its numbering looks at every folder there is, for every test.
    home = Path(tempfile.mkdtemp(prefix="home-", dir=tmp_path_factory.getbasetemp()))
    places = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_STATE_HOME": home / ".local" / "state",
        "XDG_CACHE_HOME": home / ".cache",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, place in places.items():
            patch.setenv(name, str(place))
        yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Return the folder of shared samples beside the checkout; skips where it is absent."""
    folder = ROOT.parent / "shared" / "fixtures"
    if not folder.is_dir():
        pytest.skip("the folder of shared samples (../shared/fixtures) is not on this machine")
    return folder


@pytest.fixture
def shut_folder() -> Iterator[Callable[[Path], None]]:
    """Shut a folder until the test is over: nobody may look into it then."""
    if sys.platform == "win32":
        pytest.skip("the rights to a folder are a POSIX matter")
    shut: list[Path] = []
    # Who looks after the machine may look everywhere, so that is laid down meanwhile.
    was_root = os.geteuid() == 0

    def close(folder: Path) -> None:
        folder.chmod(0)
        shut.append(folder)
        if was_root:
            os.seteuid(65_534)

    yield close
    if was_root:
        os.seteuid(0)
    for folder in shut:
        folder.chmod(0o700)
