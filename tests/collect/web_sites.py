"""The invented authorities' sites as pages, served over real HTTP on loopback addresses, one for each site."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import io
import re
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from urllib.parse import parse_qs, urlsplit

from docx import Document as WordDocument
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas
from tests.collect.web_plan import Item, Plan, State

PER_PAGE = 4
BOMB = gzip.compress(b"0" * 30_000_000)
MENU = "<li><a href='/'>Home</a></li><li><a href='/contact'>Contact an officer</a></li>"
HEAD = f"<header><nav><ul>{MENU}</ul></nav></header>"
FOOT = "<footer><p>Police officers are held to account for misconduct. Contact us about a hearing.</p></footer>"


@dataclass
class Web:
    """All sites, at one day of their year."""

    plans: list[Plan]
    visit: int = 0
    seen: list[tuple[float, int, int, str, str]] = field(default_factory=list)
    """Every request: when, to which site, at which visit, the path, the user agent."""
    servers: list[http.server.ThreadingHTTPServer] = field(default_factory=list)
    ports: dict[int, int] = field(default_factory=dict)

    def start(self) -> None:
        for plan in self.plans:
            server = http.server.ThreadingHTTPServer((host_of(plan), 0), make_handler(self, plan))
            server.daemon_threads = True
            self.ports[plan.number] = server.server_port
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            self.servers.append(server)

    def stop(self) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def address(self, plan: Plan, path: str = "/misconduct") -> str:
        return f"http://{host_of(plan)}:{self.ports[plan.number]}{path}"


def host_of(plan: Plan) -> str:
    return f"127.0.1.{plan.number + 1}"


class Handler(http.server.BaseHTTPRequestHandler):
    """A site; its web and plan are set by `make_handler`."""

    web: Web
    plan: Plan

    def do_GET(self) -> None:
        self.web.seen.append(
            (time.monotonic(), self.plan.number, self.web.visit, self.path, self.headers["User-Agent"])
        )
        with contextlib.suppress(OSError):  # the visitor had enough
            self.answer(self.plan.states[self.web.visit])

    def answer(self, state: State) -> None:
        if self.path == "/robots.txt":
            return self.send(200, robots(self.plan, state), "text/plain")
        if state.trouble in TROUBLES and TROUBLES[state.trouble](self, state):
            return None
        body, kind = render(self.plan, state, self.path.replace("/about/misconduct", "/misconduct"))
        if body is None:
            return self.send(404, page("Not found", "<p>No such page.</p>", state))
        return self.send_page(body, kind, state.trouble)

    def send_page(self, body: bytes, kind: str, trouble: str) -> None:
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if self.plan.etag and self.headers.get("If-None-Match") == etag:
            return self.send(304, b"", extra={"ETag": etag})
        if kind == "text/html" and trouble == "charset":  # says UTF-8 and sends Windows-1252
            body, kind = body.decode().encode("cp1252"), "text/html; charset=utf-8"
        elif kind == "text/html" and trouble == "charset-latin":  # says Latin-1 and sends UTF-8
            kind = "text/html; charset=iso-8859-1"
        return self.send(200, body, kind, {"ETag": etag} if self.plan.etag else {})

    def is_first(self) -> bool:
        here = [one for one in self.web.seen if one[1:4] == (self.plan.number, self.web.visit, self.path)]
        return len(here) == 1

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"<p>slow</p>")
            time.sleep(0.1)

    def send(self, status: int, body: bytes, kind: str = "text/html", extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


def make_handler(web: Web, plan: Plan) -> type[Handler]:
    return type("SiteHandler", (Handler,), {"web": web, "plan": plan})


def send_error(site: Handler, state: State) -> bool:
    if state.trouble == "500-once" and not site.is_first():
        return False
    site.send(500, b"broken")
    return True


def ask_to_slow_down(site: Handler, state: State) -> bool:
    if not (site.is_first() and site.path.startswith("/misconduct")):
        return False
    site.send(429, b"slow down", extra={"Retry-After": "1"})
    return True


def ask_to_stay_away(site: Handler, state: State) -> bool:
    site.send(503, b"maintenance", extra={"Retry-After": str(20 * 86400)})
    return True


def sleep(site: Handler, state: State) -> bool:
    time.sleep(3)
    return True


def drip(site: Handler, state: State) -> bool:
    site.drip()
    return True


def send_round(site: Handler, state: State) -> bool:
    site.send(302, b"", extra={"Location": "/other" if site.path != "/other" else "/misconduct"})
    return True


def send_bomb(site: Handler, state: State) -> bool:
    site.send(200, BOMB, extra={"Content-Encoding": "gzip"})
    return True


def ask_to_log_in(site: Handler, state: State) -> bool:
    site.send(200, page("Sign in", "<form><input type='password' name='p'></form>", state))
    return True


def send_elsewhere(site: Handler, state: State) -> bool:
    if site.path != "/misconduct":
        return False
    site.send(301, b"", extra={"Location": "/about/misconduct"})
    return True


TROUBLES = {
    "500": send_error, "500-once": send_error, "429-short": ask_to_slow_down, "503-long": ask_to_stay_away,
    "timeout": sleep, "drip": drip, "loop": send_round, "bomb": send_bomb, "login": ask_to_log_in,
    "moved": send_elsewhere,
}  # fmt: skip


def robots(plan: Plan, state: State) -> bytes:
    lines = ["User-agent: *", "Disallow: /" if state.trouble == "robots" else "Disallow: /private"]
    if plan.crawl_delay:
        lines.append(f"Crawl-delay: {plan.crawl_delay}")
    return "\n".join(lines).encode()


def page(title: str, body: str, state: State) -> bytes:
    """A page around its content; a new style changes all of its looks and none of its words."""
    inner = f"<div class='style{state.style}'>{body}</div>"
    for _ in range(state.style % 3):
        inner = f"<section class='wrap'>{inner}</section>"
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body>{HEAD}"
        f"<main><h1>{title}</h1>{inner}</main>{FOOT}</body></html>"
    ).encode()


def day_of(item: Item) -> str:
    return f"{item.day.day} {item.day:%B %Y}"


def words(item: Item) -> str:
    """An item in sentences: a notice, or what it became."""
    who = f"{item.rank} {item.number}"
    if not item.outcome:
        return (
            f"A misconduct hearing will be held on {day_of(item)} into the conduct of {who}. It is alleged that the "
            f"officer {item.deed}. The hearing is public and takes place at headquarters, before a chair and two more."
        )
    return (
        f"A misconduct hearing was held on {day_of(item)} into the conduct of {who}. It was found that the officer "
        f"{item.deed}. The panel found gross misconduct. Outcome: {item.outcome}."
    )


def render(plan: Plan, state: State, path: str) -> tuple[bytes | None, str]:
    """What stands at a path, and its media type; None where nothing does."""
    items = () if state.trouble == "lost" else state.items
    address = urlsplit(path)
    if plan.shape in ("item_pages", "documents"):
        return render_linked(plan, state, items, address.path, address.query)
    if plan.shape == "two_addresses":
        return render_two(state, items, address.path), "text/html"
    if address.path != "/misconduct":
        return None, ""
    if plan.shape == "next_pages":
        return render_next(state, items, address.query), "text/html"
    return page("Misconduct hearings", BODIES[plan.shape](items), state), "text/html"


def render_two(state: State, items: tuple[Item, ...], path: str) -> bytes | None:
    name = {"/misconduct": "notices", "/misconduct/outcomes": "outcomes"}.get(path)
    if name is None:
        return None
    here = tuple(item for item in items if item.place == name)
    nothing = "<p>There are currently no misconduct hearings to show here.</p>" if items and not here else ""
    return page(f"Misconduct {name}", paragraphs(here) + nothing, state)


def render_next(state: State, items: tuple[Item, ...], query: str) -> bytes:
    number = int(parse_qs(query).get("from", ["0"])[0])
    here = items[number : number + PER_PAGE]
    link = f"<a rel='next' href='?from={number + PER_PAGE}'>Older</a>" if number + PER_PAGE < len(items) else ""
    return page("Misconduct hearings", headed(here) + link, state)


def render_linked(plan: Plan, state: State, items: tuple[Item, ...], path: str, query: str) -> tuple[bytes | None, str]:
    """An index in numbered pages that links to a page or a document for each item."""
    ending = ".pdf" if plan.shape == "documents" else ""
    if path == "/misconduct":
        number = int(parse_qs(query).get("page", ["1"])[0])
        here = items[(number - 1) * PER_PAGE : number * PER_PAGE]
        if number > 1 and not here and plan.number % 2:
            return None, ""  # half of the sites end with a page that is not there, half with an empty one
        links = "".join(f"<li><a href='/case/{link_of(item, ending)}'>Hearing {item.number}</a></li>" for item in here)
        secret = "<li><a href='/private/officer-0'>Withheld</a></li>" if plan.number % 24 >= 12 else ""
        return page("Hearings", f"<ul class='cases'>{links}{secret if number == 1 else ''}</ul>", state), "text/html"
    item = next((one for one in items if path == f"/case/{link_of(one, ending)}"), None)
    if item is None:
        return None, ""
    if item.key == state.broken_item:
        time.sleep(3)
    if not ending:
        return page(f"{item.rank} {item.number}", f"<p>{escape(words(item))}</p>", state), "text/html"
    if link_of(item, ending).endswith(".docx"):
        return make_docx(words(item)), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return make_pdf(words(item)), "application/pdf"


def link_of(item: Item, ending: str) -> str:
    return item.place + (".docx" if ending and item.key % 3 == 0 else ending)


def make_pdf(text: str) -> bytes:
    rl_config.invariant = 1
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=A4)
    for number, line in enumerate(re.findall(r".{1,80}(?:\s|$)", text)):
        sheet.drawString(60, 780 - 16 * number, line.strip())
    sheet.save()
    return buffer.getvalue()


def make_docx(text: str) -> bytes:
    document = WordDocument()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def numbered(items: tuple[Item, ...]) -> str:
    return "<ol>" + "".join(f"<li>{escape(words(item))}</li>" for item in items) + "</ol>"


def tables(items: tuple[Item, ...]) -> str:
    rows = []
    for item in items:
        cells = [("Name of officer", f"{item.rank} {item.number}"), ("Date of hearing", day_of(item))]
        cells += [("Allegation", f"The officer {item.deed}"), ("Outcome", item.outcome or "Awaited")]
        rows.append("".join(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in cells))
    return "".join(f"<table>{row}</table>" for row in rows)


def prose(items: tuple[Item, ...]) -> str:
    return "".join(f"<p>{escape(words(item))}</p><p>Venue: Town Hall, room {item.key}.</p>" for item in items)


def paragraphs(items: tuple[Item, ...]) -> str:
    return "".join(f"<p>{escape(words(item))}<br>Standards: Discreditable conduct</p>" for item in items)


def rows(items: tuple[Item, ...]) -> str:
    head = "<tr><th>Date</th><th>Breach</th><th>Outcome</th></tr>"
    body = "".join(
        f"<tr><td>{day_of(item)}</td><td>{item.rank} {item.number} {escape(item.deed)}</td>"
        f"<td>{item.outcome or 'Hearing awaited'}</td></tr>"
        for item in items
    )
    return f"<table>{head}{body}</table>"


def quarters(items: tuple[Item, ...]) -> str:
    made, last = "", ""
    for item in items:
        quarter = f"Quarter {(item.day.month - 1) // 3 + 1} {item.day.year}"
        made += f"</ul><h2>{quarter}</h2><ul>" if quarter != last else ""
        last = quarter
        made += f"<li>{escape(words(item))}</li>"
    return f"<ul>{made}</ul>".replace("<ul></ul>", "")


def headed(items: tuple[Item, ...]) -> str:
    return "".join(f"<h3>{item.rank} {item.number}</h3><p>{escape(words(item))}</p>" for item in items)


def replies(items: tuple[Item, ...]) -> str:
    return "<p>Replies to requests, newest first.</p>" + "".join(
        f"<p>Reference: {item.number}/{item.day.year % 100}</p><p>Request: officers who {escape(item.deed)}, as at "
        f"{day_of(item)}.</p><p>Response: {escape(item.outcome) or 'a response will follow'}.</p>"
        for item in items
    )


BODIES = {
    "numbered_notices": numbered,
    "two_column_table": tables,
    "prose": prose,
    "paragraph_per_case": paragraphs,
    "date_breach_outcome_table": rows,
    "quarterly_list": quarters,
    "headed_reports": headed,
    "many_replies": replies,
}
