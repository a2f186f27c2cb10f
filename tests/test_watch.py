"""The watch: five faults of serving are told within a day, in words, and the issue names nobody in a public project."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from browsing import served
from case_files import apply
from conftest import AS_OF, PROJECT, REAL_BOOK, SCHOOL
from policybook.book.public_digest import public_digest
from policybook.commands import watch
from policybook.commands.command_line import main
from policybook.references import read_book
from policybook.report import as_issue
from policybook.rules.checking import check_project
from policybook.rules.outlook import look_ahead
from policybook.source.sources import Sources
from policybook.views.jobs import Jobs

WEBSITE = "https://policies.hollybank.example/"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A site as the host has it, small: what the watch looks at."""
    folder = tmp_path / "host"
    folder.mkdir()
    digest = public_digest(read_book(Sources(SCHOOL)).book)
    (folder / "build.json").write_text(json.dumps({"as_of": f"{AS_OF}", "digest": digest}), encoding="utf-8")
    (folder / "index.html").write_text(f'<link rel="canonical" href="{WEBSITE}">', encoding="utf-8")
    for page in ("online-safety.html", "about.html"):
        (folder / page).write_text("A page", encoding="utf-8")
    return folder


def with_digest(folder: Path, root: Path, **more: object) -> None:
    """Let a served site be the one of this book."""
    mark = json.loads((folder / "build.json").read_text(encoding="utf-8"))
    mark |= {"digest": public_digest(read_book(Sources(root)).book), **more}
    (folder / "build.json").write_text(json.dumps(mark), encoding="utf-8")


def told(folder: Path, root: Path = SCHOOL, day: date = AS_OF, path: str = "") -> list[str]:
    result = check_project(Sources(root), day)
    with served(folder) as url:
        return [one.replace(url, "https://host/") for one in watch.served_problems(url + path, result)]


def test_a_site_as_it_should_be_is_not_mentioned(copy: Path) -> None:
    assert told(copy) == []
    assert told(copy, day=AS_OF + timedelta(days=1)) == []


def test_a_copy_that_is_older_than_the_last_weekday_is_told_and_a_weekend_is_not(copy: Path) -> None:
    (told_of,) = told(copy, day=AS_OF + timedelta(days=2))
    assert told_of.startswith("The published pages were last made on 1 June 2026: nothing")
    friday, monday = date(2026, 6, 5), date(2026, 6, 8)
    marker = copy / "build.json"
    marker.write_text(marker.read_text(encoding="utf-8").replace(f"{AS_OF}", f"{friday}"), encoding="utf-8")
    assert told(copy, day=monday) == []
    assert len(told(copy, day=monday + timedelta(days=1))) == 1


@pytest.mark.browser  # it is built with the pages for the browser
def test_a_site_that_was_built_is_known_again_and_the_day_of_its_publication_is_asked_for(
    site: Path, school: Path, tmp_path: Path
) -> None:
    (told_of,) = told(site)
    assert told_of == (
        "The pages are published, and data/settings.yml does not say since when. Until it does, one new blocker stops them "
        "all. Type published_since: 2026-06-01"
    )
    apply(school, [{"file": "data/settings.yml", "append": "published_since: 2026-06-01\n"}])
    host = Path(shutil.copytree(site, tmp_path / "host"))
    with_digest(host, school)
    assert told(host, school) == []


def test_a_deployment_that_was_dropped_is_told(copy: Path, school: Path) -> None:
    apply(school, [{"file": "data/school.yml", "replace": "8am to 4pm", "with": "8am to 3pm"}])
    (told_of,) = told(copy, school)
    assert told_of == (
        "The published pages are not those of the project: they are older, or a publication did not arrive. They were made on "
        "1 June 2026. Nothing stops publication: open Actions, Publish, and press “Run workflow”."
    )


def test_what_is_not_public_changes_nothing_that_is_published(copy: Path, school: Path) -> None:
    apply(school, [{"file": "data/people.yml", "replace": "trained_on: 2025-03-06", "with": "trained_on: 2025-04-06"}])
    assert told(copy, school) == []


def test_a_stale_copy_is_told_with_what_stops_publication(copy: Path) -> None:
    (told_of,) = told(copy, day=date(2026, 11, 27))
    assert told_of.startswith("The published pages were last made on 1 June 2026: nothing has published them since.")
    assert (
        "This stops publication: Nobody has confirmed for more than 120 days that Ada Holm is in this role" in told_of
    )


def test_a_wrong_address_is_told(copy: Path) -> None:
    (told_of,) = told(copy, path="policies/")
    assert told_of == (
        "https://host/policies/build.json is not there: the host answers 404. Look in the settings of the host, under Pages."
    )


def test_another_site_at_the_address_is_told(copy: Path) -> None:
    (copy / "build.json").write_text("<!doctype html>Parked", encoding="utf-8")
    (told_of,) = told(copy)
    assert told_of.startswith("There is another site at https://host/: its build.json is not one of ours.")


def test_pages_that_did_not_come_with_the_first_one_are_told(copy: Path) -> None:
    (copy / "online-safety.html").unlink()
    assert told(copy) == [
        "https://host/online-safety.html is not there: the host answers 404. Look in the settings of the host, under Pages."
    ]


def test_a_site_that_names_another_address_is_told(copy: Path) -> None:
    (copy / "index.html").write_text('<link rel="canonical" href="https://old.example/">', encoding="utf-8")
    (told_of,) = told(copy)
    assert told_of == (
        f"The first page at https://host/ does not name {WEBSITE} as its address: website: in data/school.yml and the host differ."
    )


def test_the_holding_site_is_no_fault_while_something_stops_the_pages(copy: Path, school: Path) -> None:
    shutil.rmtree(school / "data/reviews")
    for page in ("online-safety.html", "about.html"):
        (copy / page).unlink()
    (copy / "forms").mkdir()
    (copy / "forms/index.html").write_text("A page", encoding="utf-8")
    with_digest(copy, school, holding=True)
    assert told(copy, school) == []
    assert told(copy, SCHOOL)[-1] == (
        "Readers see the holding site, and nothing stops publication: open Actions, Publish, and press “Run workflow”."
    )
    apply(school, [{"file": "data/school.yml", "replace": "8am to 4pm", "with": "8am to 3pm"}])
    (stale,) = told(copy, school)
    assert stale.endswith("Nothing stops publication: open Actions, Publish, and press “Run workflow”.")


def test_where_the_book_names_no_address_the_pages_must_name_the_one_at_which_they_are(
    copy: Path, school: Path
) -> None:
    apply(school, [{"file": "data/school.yml", "replace": f"website: {WEBSITE}\n", "with": ""}])
    with_digest(copy, school)
    with served(copy) as url:
        result = check_project(Sources(school), AS_OF)
        (told_of,) = watch.served_problems(url, result)
        assert told_of.startswith(f"The first page does not name {url} as its address")
        (copy / "index.html").write_text(f'<link rel="canonical" href="{url}">', encoding="utf-8")
        assert list(watch.served_problems(url, result)) == []


def test_no_host_at_all_is_told() -> None:
    result = check_project(Sources(SCHOOL), AS_OF)
    (told_of,) = watch.served_problems("http://127.0.0.1:9/", result)
    assert "cannot be reached" in told_of
    (told_of,) = watch.served_problems("file:///etc/", result)
    assert "is not a web address" in told_of


@contextlib.contextmanager
def redirecting(to: str) -> Iterator[str]:
    """A host that sends everybody elsewhere."""
    import http.server  # noqa: PLC0415
    import threading  # noqa: PLC0415

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", to)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_no_other_host_is_ever_asked() -> None:
    with redirecting("https://other.example/build.json") as url:
        (told_of,) = watch.served_problems(url, check_project(Sources(SCHOOL), AS_OF))
    assert "sends readers to another host, other.example" in told_of


# --- the issue -------------------------------------------------------------------------------------------------------


def issue(root: Path, day: date) -> str:
    result = check_project(Sources(root), day)
    return as_issue.render(result, look_ahead(result.context, result.report), Jobs.of(PROJECT))


def test_in_a_public_project_the_issue_names_nobody_and_no_training(school: Path) -> None:
    late = date(2026, 11, 27)
    assert "Ada Holm" in issue(school, late)
    for typed in ("repository_is_public: yes", "repository_is_public:"):
        apply(school, [{"file": "data/settings.yml", "replace": "repository_is_public: no", "with": typed}])
        text = issue(school, late)
        for private in ("Ada", "Holm", "Ben", "Oak", "From 4 March", "From 7 March", "24 months"):
            assert private not in text
        assert "- **From 11 January 2027:** 1 thing (School office)" in text
        assert "(REV005; " in text
        apply(school, [{"file": "data/settings.yml", "replace": typed, "with": "repository_is_public: no"}])


def test_the_command_looks_where_the_host_says_that_the_site_is(
    copy: Path, school: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    apply(school, [{"file": "data/school.yml", "replace": f"website: {WEBSITE}\n", "with": ""}])
    with_digest(copy, school)
    with served(copy) as url:
        monkeypatch.setenv("POLICYBOOK_ADDRESS", url)
        assert main(["watch", "--root", str(school), "--as-of", f"{AS_OF}"]) == 1
        assert f"does not name {url} as its address" in capsys.readouterr().out
        (copy / "index.html").write_text(f'<link rel="canonical" href="{url}">', encoding="utf-8")
        assert main(["watch", "--root", str(school), "--as-of", f"{AS_OF}"]) == 0


def test_what_the_host_says_goes_before_what_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The issue is in the project: whoever made that public may have told nobody."""
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    for private, names in ((True, True), (False, False)):
        (tmp_path / "event.json").write_text(json.dumps({"repository": {"private": private}}), encoding="utf-8")
        assert main(["watch", "--root", str(SCHOOL), "--as-of", "2026-11-27", "--site", ""]) == 0
        said = capsys.readouterr().out
        assert ("Ada Holm" in said) is names
        assert ("PUB080" in said) is not names


def test_the_issue_has_at_most_five_steps_and_is_the_same_twice() -> None:
    text = issue(REAL_BOOK, date(2026, 11, 27))
    assert text == issue(REAL_BOOK, date(2026, 11, 27))
    assert text.count("\n1. ") == as_issue.NEXT


def test_a_step_of_the_issue_leads_to_the_form_that_settles_it(school: Path) -> None:
    late = date(2026, 9, 1)
    for typed in ("repository_is_public: no", "repository_is_public: yes"):
        (settings := school / "data/settings.yml").write_text(
            settings.read_text(encoding="utf-8").replace("repository_is_public: no", typed), encoding="utf-8"
        )
        link = "[Fill in the form “Confirm who is still in post”](https://policies.hollybank.example/forms/still-in-post.html)."
        assert issue(school, late).count(link) == 1


def test_a_school_in_order_has_a_quiet_issue() -> None:
    assert issue(SCHOOL, AS_OF).startswith("Nothing is to be done today.")


def test_the_command_prints_the_issue_and_fails_for_the_served_pages(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(shutil.copytree(SCHOOL, tmp_path / "school"))
    with served(copy) as url:
        assert main(["watch", "--root", root, "--as-of", f"{AS_OF}", "--site", url]) == 0
        (copy / "about.html").unlink()
        assert main(["watch", "--root", root, "--as-of", f"{AS_OF}", "--site", url]) == 1
    printed = capsys.readouterr().out
    assert "## The published pages\n\n- http" in printed
    assert main(["watch", "--root", root, "--as-of", f"{AS_OF}", "--site", ""]) == 0
