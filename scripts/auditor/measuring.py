"""What a site costs its readers, measured page by page in Chromium: bytes, requests, paint, accessibility, keyboard.

Everything is taken from a server on this computer that compresses as public ones do. Requests to any other host are
counted and refused, so a page that needs one is measured without it, to its advantage.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import html.parser
import http.server
import mimetypes
import statistics
import threading
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# "Slow 4G" of Chromium's own developer tools: 1.6 Mbit/s down and 750 kbit/s up less a tenth, 150 ms, which counts 3.75
# times because one request stands for the several journeys that opening a connection takes.
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 188743.68, "uploadThroughput": 86400}
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONGEST_PAINT = 0.9
"""The goal for the largest paint, in seconds."""
PHONE, DESK = (360, 740), (1280, 900)
STEPS_AT_ONCE = 25
_COMPRESSED = ("text/", "application/json", "application/javascript", "application/xml", "image/svg")
_SETTLE = 250  # milliseconds for what a page does after it has loaded


# --- a server ----------------------------------------------------------------------------------------------------------


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers as GitHub Pages does: compressed text, ``404.html`` for what is not there, nothing outside the folder."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, base: str, *arguments: Any) -> None:
        self.folder, self.base = folder, base
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """One file."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        file = (self.folder / path.removeprefix(self.base)).resolve()
        file = file / "index.html" if file.is_dir() else file
        found = path.startswith(self.base) and file.is_file() and file.is_relative_to(self.folder)
        file = file if found else self.folder / "404.html"
        data = file.read_bytes() if file.is_file() else b"Not found"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.send_response(200 if found else 404)
        if kind.startswith(_COMPRESSED):
            data = gzip.compress(data, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a browser has hung up, as it may at any time; what it lacks then, it tells itself."""


@contextlib.contextmanager
def served(folder: Path, base: str = "/") -> Iterator[str]:
    """The address at which the files of ``folder`` are served, below ``base``."""
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, folder.resolve(), base))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{base}"
    finally:
        server.shutdown()
        server.server_close()


def pages_of(site: Path) -> list[str]:
    """The pages of a site by path, the first page first."""
    found = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    return sorted(found, key=lambda name: (name != "index.html", name))


# --- one page ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Measures:
    """What was found on one page; lists hold the findings in words. Bytes are as they travel, with their headers."""

    page: str
    bytes: int = 0
    requests: int = 0
    other_hosts: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    storage: list[str] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)
    paint: float | None = None  # not measured; 0 is no paint at all, and no quick one
    shift: float = 0.0
    axe: list[str] = field(default_factory=list)
    keyboard: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    sub_path: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Looks:
    """A way to look at a page: width and height in CSS pixels, light or dark, with the site's scripts or without."""

    size: tuple[int, int]
    dark: bool
    scripts: bool

    def __str__(self) -> str:
        words = (f"{self.size[0]} px", "dark" if self.dark else "light", "" if self.scripts else "without scripts")
        return " ".join(filter(None, words))


ALL_LOOKS = tuple(
    Looks(size, dark, scripts) for size in (PHONE, DESK) for dark in (False, True) for scripts in (True, False)
)
FEW_LOOKS = (Looks(PHONE, dark=False, scripts=True), Looks(DESK, dark=True, scripts=False))


@contextlib.contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """The browser at the path ``program``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def measure(
    browser: Browser,
    site: Path,
    pages: Iterable[str],
    looks: Iterable[Looks],
    *,
    runs: int = 3,
    brief: bool = False,
    tell: Callable[[str], None] = lambda _line: None,
) -> list[Measures]:
    """Measure ``pages`` of ``site``; the paint is the median of so many ``runs``, none where that is 0.

    ``brief`` leaves out what takes long: the walk with the Tab key, the page from a disk, without scripts and in a folder.
    ``tell`` hears of every step, because all of them together take minutes.
    """
    looks = tuple(looks)
    measured = [Measures(page) for page in pages]
    with served(site) as address, served(site, "/policies/school/") as sub_path:
        for one in measured:
            tell(f"  {one.page}")
            _first_view(browser, address, one)
            one.policy += policy_faults((site / one.page).read_text(encoding="utf-8"))
            _paint(browser, address, one, runs)
            if not brief:
                _without_help(browser, site, address, one)
                _elsewhere(browser, sub_path, one)
                _walk(browser, address, one)
        for look in looks:
            tell(f"  axe, {look}")
            _examine(browser, address, measured, look)
    return measured


_WATCH = """
window.seen = { policy: [], paint: 0, shift: 0 };
document.addEventListener("securitypolicyviolation", (event) => seen.policy.push(`${event.effectiveDirective} ${event.blockedURI}`));
new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.paint = entry.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.shift += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
_STORED = "Object.keys(localStorage).concat(Object.keys(sessionStorage))"
_TEXT = "(document.querySelector('main') ?? document.body).innerText.replace(/\\s+/g, ' ').length"
# What only readers with scripts need ("save to a file"), or only scripts can know (that a day has passed since).
_FROM_SCRIPTS = """[...document.querySelectorAll("[data-scripted], [data-due]")].filter((part) => part.checkVisibility())
  .map((part) => part.innerText).join(" ").length"""
_READABLE = 0.95


@contextlib.contextmanager
def _opened(
    browser: Browser, address: str, outside: list[str], **options: Any
) -> Iterator[tuple[BrowserContext, Page]]:
    """An empty page in a fresh profile, from which nothing is asked of any host but that of ``address``."""
    context = browser.new_context(service_workers="block", reduced_motion="reduce", **options)
    own = "/".join(address.split("/")[:3]) + "/"

    def refuse(route: Any) -> None:
        outside.append(urllib.parse.urlsplit(route.request.url).netloc)
        route.abort()

    # Only what is not ours passes through Python: that would slow the rest down.
    context.route(lambda url: not url.startswith((own, "data:", "blob:", "file:")), refuse)
    try:
        yield context, context.new_page()
    finally:
        context.close()


def _sized(size: tuple[int, int]) -> dict[str, Any]:
    return {"viewport": {"width": size[0], "height": size[1]}}


def _listen(page: Page, said: list[str]) -> None:
    refused = "net::ERR_FAILED"  # what the console says of a request to another host, which is counted as such
    page.on("console", lambda message: None if refused in message.text else said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: None if answer.ok else said.append(f"{answer.status} {answer.url}"))


def _first_view(browser: Browser, address: str, one: Measures) -> None:
    """What a phone that has never been here loads, says, keeps and refuses."""
    with _opened(browser, address, one.other_hosts, **_sized(PHONE)) as (context, page):
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        _listen(page, one.console)
        page.add_init_script(_WATCH)
        page.goto(address + one.page)
        page.wait_for_timeout(2 * _SETTLE)
        one.bytes, one.requests = round(sum(sizes)), len(sizes) + len(one.other_hosts)
        one.storage += page.evaluate(_STORED)
        one.cookies += [cookie.get("name", "") for cookie in context.cookies()]
        one.policy += [f"refused: {refused}" for refused in page.evaluate("seen.policy")]


def _without_help(browser: Browser, site: Path, address: str, one: Measures) -> None:
    """How much of the text is there without scripts, and from a disk."""
    if one.page == "404.html":  # which nobody opens from a disk
        return
    lengths = {}
    file = (site / one.page).resolve().as_uri()
    for name, scripts, url in (
        ("", True, address + one.page),
        ("no scripts", False, address + one.page),
        ("file", True, file),
    ):
        with _opened(browser, address, [], java_script_enabled=scripts, **_sized(DESK)) as (_, page):
            page.goto(url)
            page.wait_for_timeout(_SETTLE if scripts else 0)
            lengths[name] = page.evaluate(_TEXT) - page.evaluate(_FROM_SCRIPTS)
    whole = lengths.pop("")
    one.unreadable += [f"{name}: {length} of {whole}" for name, length in lengths.items() if length < _READABLE * whole]


def _elsewhere(browser: Browser, address: str, one: Measures) -> None:
    """What goes wrong in a folder of a host; the page for what is not there knows only the place it was made for."""
    if one.page == "404.html":
        return
    with _opened(browser, address, [], **_sized(PHONE)) as (_, page):
        _listen(page, one.sub_path)
        page.goto(address + one.page)
        page.wait_for_timeout(_SETTLE)


def _paint(browser: Browser, address: str, one: Measures, runs: int) -> None:
    """The largest paint in seconds on slow 4G, and by how much what was painted jumped."""
    paints, shifts = [], []
    for _ in range(runs):
        with _opened(browser, address, [], **_sized(PHONE)) as (context, page):
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", SLOW_4G)
            page.add_init_script(_WATCH)
            page.goto(address + one.page)
            page.wait_for_timeout(4 * _SETTLE)
            seen = page.evaluate("seen")
            paints.append(seen["paint"] / 1000)
            shifts.append(seen["shift"])
    if paints:
        one.paint, one.shift = statistics.median(paints), max(shifts)


def _examine(browser: Browser, address: str, measured: list[Measures], look: Looks) -> None:
    """Have axe-core look for faults of accessibility. Each is told once, with the first look that shows it."""
    scheme = {"color_scheme": "dark" if look.dark else "light"}
    for one in measured:
        with _opened(browser, address, [], bypass_csp=True, **scheme, **_sized(look.size)) as (context, page):
            if not look.scripts:
                context.route("**/*.js", lambda route: route.abort())
            page.goto(address + one.page)
            page.wait_for_timeout(_SETTLE if look.scripts else 0)
            found = Axe().run(page, options={"runOnly": AXE_RULES, "resultTypes": ["violations"]}).response
        told = {fault.partition(" [")[0] for fault in one.axe}
        for rule in found["violations"]:
            for node in rule["nodes"]:
                fault = f"{rule['id']}: {node['target'][0]}"
                if fault not in told:
                    one.axe.append(f"{fault} [{look}]")


# --- the keyboard ------------------------------------------------------------------------------------------------------

_PREPARE = """() => {
  const brief = (element) => element.outerHTML.replace(/\\s+/g, " ").slice(0, 90);
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const looks = (element) => {
    const parts = [[element], [element, "::before"], [element, "::after"]];
    for (const label of element.labels ?? []) for (const part of [label, ...label.querySelectorAll("*")]) parts.push([part], [part, "::before"]);
    return parts.map(([part, pseudo]) => { const s = getComputedStyle(part, pseudo);
      return [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.backgroundColor, s.color, s.borderColor, s.textDecoration, s.opacity].join(); }).join("|");
  };
  const wanted = new Map(), groups = new Set(), reached = new Set(), faults = [];
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, label[for], [tabindex]")) {
    if (element.matches("[tabindex='-1'], [type=hidden], :disabled")) continue;
    if (element.matches("label")) { // one that works a field which nobody sees is a control itself
      const field = document.getElementById(element.htmlFor);
      if (!field || field.checkVisibility() || getComputedStyle(element).cursor !== "pointer") continue;
    }
    const seen = shown(element) || [...(element.labels ?? [])].some(shown);
    const box = (shown(element) ? element : element.labels?.[0] ?? element).getBoundingClientRect();
    const inside = box.width > 1 && box.height > 1 && box.right > 0 && box.left < innerWidth;
    if (!seen || !inside) continue;
    const name = element.type === "radio" && element.name ? element.name : ""; // Tab reaches one of a group, arrows the rest
    if (name && groups.has(name)) continue;
    groups.add(name);
    wanted.set(element, { looks: looks(element), name });
  }
  document.addEventListener("focusin", ({ target }) => {
    const key = target.type === "radio" ? [...wanted.keys()].find((one) => one.name === target.name) : target;
    if (reached.has(key ?? target)) return;
    reached.add(key ?? target);
    const control = wanted.get(key);
    if (control && key === target && looks(target) === control.looks) faults.push(`no visible focus: ${brief(target)}`);
    const box = (target.labels?.[0] ?? target).getBoundingClientRect();
    if (box.right <= 0 || box.left >= innerWidth) faults.push(`focus out of sight: ${brief(target)}`);
  });
  window.walk = () => ({ wanted: wanted.size, reached: reached.size, faults,
    never: [...wanted.keys()].filter((one) => !reached.has(one)).map((one) => `never reached: ${brief(one)}`) });
  return wanted.size;
}"""


def _walk(browser: Browser, address: str, one: Measures) -> None:
    """Press Tab until nothing new is reached, on a desk and on what enlarging to 400 % leaves of it."""
    for width in (DESK[0], 320):
        with _opened(browser, address, [], **_sized((width, 800))) as (_, page):
            page.goto(address + one.page)
            page.wait_for_timeout(_SETTLE)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 1:
                one.sideways.append(f"{width} px: by {over} px")
            page.evaluate(_PREPARE)
            walked: dict[str, Any] = {"reached": -1}
            while (state := page.evaluate("walk()"))["reached"] != walked["reached"]:
                walked = state
                for _ in range(STEPS_AT_ONCE):
                    page.keyboard.press("Tab")
            one.keyboard += [f"{fault} [{width} px]" for fault in (*state["never"], *state["faults"])]


# --- the security policy -----------------------------------------------------------------------------------------------


class _Head(html.parser.HTMLParser):
    """The policy of a page, what stands before it, and handlers in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.policy: str | None = None
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """One element."""
        values = dict(attributes)
        if tag == "meta" and (values.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = values.get("content") or ""
        elif tag in {"script", "style", "link"} and self.policy is None:
            self.faults.append(f"<{tag}> before the policy")
        self.faults += [f"{name} on <{tag}>" for name in values if name.startswith("on")]


def policy_faults(page: str) -> list[str]:
    """Why the content security policy of a page is not strict: one fault for each thing it lets pass."""
    head = _Head()
    head.feed(page)
    if head.policy is None:
        return ["no policy"]
    directives = {words[0]: words[1:] for part in head.policy.split(";") if (words := part.split())}
    faults = head.faults
    for name in ("default-src", "object-src", "base-uri", "form-action"):
        if directives.get(name) != ["'none'"]:
            faults.append(f"{name} is not 'none'")
    for name, sources in directives.items():
        loose = [one for one in sources if one not in {"'none'", "'self'"} and not one.startswith("'sha256-")]
        faults += [f"{name} allows {one}" for one in loose]
    return faults
