"""What the computer lacks is installed where that is allowed, and otherwise one line says what to type."""

import ctypes
import sys
from dataclasses import replace

import pytest

import system_packages
from progress import Outcome
from system_packages import Computer, MissingError, Need


class Apt:
    """A package manager that installs, after failing ``failures`` times."""

    def __init__(self, failures=0, *, sudo=True):
        self.failures = failures
        self.sudo = sudo
        self.lines = []
        self.installed = False

    def __call__(self, label, line, *, env=None):
        self.lines.append(" ".join(line))
        if list(line) == ["sudo", "-n", "true"]:
            return Outcome(0 if self.sudo else 1, "sudo: a password is required")
        if "install" in line:
            if self.failures:
                self.failures -= 1
                return Outcome(100, "E: Unable to locate package")
            self.installed = True
        return Outcome(0, "")

    def need(self):
        return Need("the libraries", ("liba", "libb"), "Install them yourself.", lambda: self.installed)


def debian(apt, *, is_root):
    return Computer(apt, "linux", is_root, lambda name: f"/usr/bin/{name}")


def test_what_is_there_is_not_installed():
    apt = Apt()
    apt.installed = True
    system_packages.provide([apt.need()], debian(apt, is_root=True))
    assert apt.lines == []


def test_root_installs_without_asking_anything():
    apt = Apt()
    system_packages.provide([apt.need()], debian(apt, is_root=True))
    (line,) = apt.lines
    assert line.startswith("env DEBIAN_FRONTEND=noninteractive apt-get ")
    assert line.endswith(" install -y --no-install-recommends liba libb")


def test_a_new_machine_has_no_lists_of_packages_yet():
    apt = Apt(failures=1)
    system_packages.provide([apt.need()], debian(apt, is_root=True))
    assert [line.split()[5] for line in apt.lines] == ["install", "update", "install"]


def test_a_sudo_that_asks_for_no_password_is_used():
    apt = Apt()
    system_packages.provide([apt.need()], debian(apt, is_root=False))
    assert apt.lines[0] == "sudo -n true"
    assert apt.lines[1].startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get")


def test_without_leave_the_one_line_to_type_is_told():
    apt = Apt(sudo=False)
    with pytest.raises(MissingError) as trouble:
        system_packages.provide([apt.need()], debian(apt, is_root=False))
    assert "This computer lacks the libraries." in str(trouble.value)
    assert "    sudo apt-get update && sudo apt-get install -y liba libb" in str(trouble.value)
    assert not any("install" in line for line in apt.lines)


def test_an_installation_that_fails_is_told_with_its_log():
    apt = Apt(failures=2)
    with pytest.raises(MissingError, match="that did not work") as trouble:
        system_packages.provide([apt.need()], debian(apt, is_root=True))
    assert trouble.value.output == "E: Unable to locate package"
    assert "\n    apt-get update && apt-get install" in str(trouble.value)


def test_an_installation_that_changes_nothing_is_not_taken_for_success():
    apt = Apt()
    need = replace(apt.need(), is_met=lambda: False)
    with pytest.raises(MissingError, match="that did not work"):
        system_packages.provide([need], debian(apt, is_root=True))


def test_a_need_without_a_debian_package_is_not_looked_for_there():
    apt = Apt()
    need = replace(apt.need(), packages=())
    with pytest.raises(MissingError, match="Install them yourself"):
        system_packages.provide([need], debian(apt, is_root=True))
    assert apt.lines == []


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("darwin", "brew install pango"),
        ("win32", "pacman -S mingw-w64"),
        ("freebsd14", "package is called pango"),
    ],
)
def test_elsewhere_the_advice_fits_the_system(platform, words, monkeypatch):
    monkeypatch.setattr(system_packages, "_loads", lambda file, folders: False)
    computer = Computer(Apt(), platform, is_root=False, find=lambda name: None)
    with pytest.raises(MissingError) as trouble:
        system_packages.provide([system_packages.pdf_libraries(computer)], computer)
    assert "This computer lacks the libraries that make PDFs." in str(trouble.value)
    assert words in str(trouble.value)


def test_windows_looks_where_weasyprint_is_told_to_look(monkeypatch):
    looked = []
    monkeypatch.setattr(system_packages, "_loads", lambda file, folders: not looked.append(folders))
    monkeypatch.setenv("WEASYPRINT_DLL_DIRECTORIES", r"D:\pango;E:\more")
    computer = Computer(Apt(), "win32", is_root=False)
    assert system_packages.pdf_libraries(computer).is_met()
    assert set(looked) == {("D:\\pango", "E:\\more")}


def test_a_library_is_found_by_loading_it(monkeypatch):
    def load(path):
        if path != "/opt/homebrew/lib/libpango-1.0.dylib":
            raise OSError

    monkeypatch.setattr(ctypes, "CDLL", load)
    folders = system_packages.PANGO_FOLDERS["darwin"]
    assert system_packages._loads("libpango-1.0.dylib", folders)
    assert not system_packages._loads("libharfbuzz-subset.0.dylib", folders)


def test_a_python_that_is_not_debians_gets_no_debian_package(monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", "/home/head/.pyenv/versions/3.13.0")
    assert system_packages.python_venv().packages == ()


def test_debians_python_gets_the_package_of_its_version(monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.setattr("os.path.realpath", lambda path: path)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    assert system_packages.python_venv().packages == (f"{version}-venv",)
    monkeypatch.setattr("os.path.realpath", lambda path: "/usr/bin/python3.x")
    assert system_packages.python_venv().packages == ("python3-venv",)


def test_the_python_that_runs_this_can_make_environments():
    assert system_packages.python_venv().is_met()


def test_a_browser_that_playwright_cannot_drive_is_not_enough(monkeypatch):
    """A bare Debian lacks libatomic, without which Playwright's own Node.js does not start."""
    monkeypatch.setattr(system_packages, "_loads", lambda file, folders: False)
    computer = Computer(Apt(), "linux", is_root=True, find=lambda name: f"/usr/bin/{name}")
    assert not system_packages.browser(computer).is_met()
    assert system_packages.browser(computer).packages == ("chromium-headless-shell", "libatomic1")
    assert system_packages.browser(replace(computer, platform="darwin")).is_met()


@pytest.mark.parametrize(
    ("there", "is_root", "installs"),
    [
        ((), True, True),
        (("chromium-headless-shell",), True, False),
        ((), False, False),
    ],
)
def test_a_browser_without_windows_is_added_where_that_asks_nobody(there, is_root, installs):
    ran = []

    def run(label, command):
        ran.append(command)
        return Outcome(100, "Unable to locate package")  # whatever comes of it

    found = {"apt-get", "chromium", *there}
    computer = Computer(run, "linux", is_root=is_root, find=lambda name: name if name in found else None)
    system_packages.install_quicker_browser(computer)
    assert [command[-1] for command in ran] == ["chromium-headless-shell"] * installs


def test_a_browser_is_found_by_any_of_its_names(monkeypatch):
    monkeypatch.setattr(system_packages, "_loads", lambda file, folders: True)
    names = {"google-chrome": "/usr/bin/google-chrome"}
    computer = Computer(Apt(), "linux", is_root=False, find=names.get)
    assert system_packages.find_browser(computer) == "/usr/bin/google-chrome"
    assert system_packages.browser(computer).is_met()
    assert system_packages.find_browser(replace(computer, find=lambda name: None)) is None
    monkeypatch.setattr("os.path.exists", lambda path: "Google Chrome" in path)
    mac = replace(computer, platform="darwin", find=lambda name: None)
    assert system_packages.find_browser(mac) == system_packages.MAC_BROWSERS[1]
