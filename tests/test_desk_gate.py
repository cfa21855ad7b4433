"""Who is let in to the desk: hosts, origins, fetch metadata, keys and cookies, one table."""

import pytest

import casewise
from casewise.desk.bodies import MOST_BYTES, MOST_FORM_BYTES
from casewise.desk.door import Door
from casewise.desk.headers import HEADERS, POLICY
from casewise.desk.hosts import own_hosts
from desks import FORM, HOST, PORT, Answer, Visitor, asked, visitor

US = HOST
THEM = "http://evil.test"
SAME, NONE, SITE, CROSS = "same-origin", "none", "same-site", "cross-site"

# method, path, Host (None: missing; a tuple: several), Sec-Fetch-Site, Origin, who, status.
# `who`: what the request brings: the cookie, the key in the link, a wrong or spent one, nothing.
TABLE = [
    # names of this machine
    ("GET", "/", US, NONE, None, "cookie", 200),
    ("GET", "/", f"localhost:{PORT}", NONE, None, "cookie", 200),
    ("GET", "/", f"LOCALHOST:{PORT}", NONE, None, "cookie", 200),
    # names that are not: rebinding, other ports, forms that parsers quarrel about
    ("GET", "/", "evil.test", NONE, None, "cookie", 403),
    ("GET", "/", f"evil.test:{PORT}", SAME, None, "cookie", 403),
    ("GET", "/", f"127.0.0.1.evil.test:{PORT}", SAME, None, "cookie", 403),
    ("GET", "/", f"localhost.evil.test:{PORT}", SAME, None, "cookie", 403),
    ("GET", "/", f"127.0.0.1:{PORT}.evil.test", SAME, None, "cookie", 403),
    ("GET", "/", f"localhost@evil.test:{PORT}", SAME, None, "cookie", 403),
    ("GET", "/", f"evil.test@127.0.0.1:{PORT}", SAME, None, "cookie", 403),
    ("GET", "/", "127.0.0.1", NONE, None, "cookie", 403),
    ("GET", "/", f"127.0.0.1:{PORT + 1}", NONE, None, "cookie", 403),
    ("GET", "/", f"127.0.0.1:0{PORT}", NONE, None, "cookie", 403),
    ("GET", "/", f"127.1:{PORT}", NONE, None, "cookie", 403),
    ("GET", "/", f"2130706433:{PORT}", NONE, None, "cookie", 403),
    ("GET", "/", f"0.0.0.0:{PORT}", NONE, None, "cookie", 403),
    ("GET", "/", f"[::1]:{PORT}", NONE, None, "cookie", 403),
    ("GET", "/", f" 127.0.0.1:{PORT}", NONE, None, "cookie", 403),
    ("GET", "/", f"127.0.0.1:{PORT}, evil.test", NONE, None, "cookie", 403),
    ("GET", "/", f"localhost.:{PORT}", NONE, None, "cookie", 403),
    ("GET", "/", "", NONE, None, "cookie", 403),
    ("GET", "/", None, NONE, None, "cookie", 400),
    ("GET", "/", (US, "evil.test"), NONE, None, "cookie", 400),
    ("GET", "/", (US, US), NONE, None, "cookie", 400),
    # reading, by a page of ours or by hand, and by pages that are not ours
    ("GET", "/", US, SAME, None, "cookie", 200),
    ("GET", "/", US, None, None, "cookie", 200),
    ("HEAD", "/", US, NONE, None, "cookie", 200),
    ("GET", "/", US, CROSS, None, "cookie", 403),
    ("GET", "/", US, SITE, None, "cookie", 403),
    ("GET", "/static/desk.css", US, CROSS, None, "cookie", 403),
    ("GET", "/", US, "something-new", None, "cookie", 403),
    # sending
    ("POST", "/start", US, SAME, "null", "cookie", 303),
    ("POST", "/start", US, SAME, f"http://{US}", "cookie", 303),
    ("POST", "/start", US, NONE, None, "cookie", 303),
    ("POST", "/start", US, None, None, "cookie", 303),
    ("POST", "/start", US, None, f"http://{US}", "cookie", 303),
    ("POST", "/start", US, CROSS, THEM, "cookie", 403),
    ("POST", "/start", US, CROSS, None, "cookie", 403),
    ("POST", "/start", US, CROSS, f"http://{US}", "cookie", 403),
    ("POST", "/start", US, SITE, f"http://127.0.0.1:{PORT + 1}", "cookie", 403),
    ("POST", "/start", US, None, f"http://127.0.0.1:{PORT + 1}", "cookie", 403),
    ("POST", "/start", US, None, f"https://{US}", "cookie", 403),
    ("POST", "/start", US, None, THEM, "cookie", 403),
    ("POST", "/start", US, None, "null", "cookie", 403),
    ("POST", "/start", f"localhost:{PORT}", None, f"http://{US}", "cookie", 403),
    ("POST", "/start", "evil.test", SAME, "http://evil.test", "cookie", 403),
    ("POST", "/exit", US, CROSS, THEM, "cookie", 403),
    # other methods
    ("PUT", "/", US, SAME, None, "cookie", 405),
    ("DELETE", "/", US, SAME, None, "cookie", 405),
    ("OPTIONS", "/", US, CROSS, THEM, "cookie", 405),
    ("TRACE", "/", US, SAME, None, "cookie", 405),
    ("GET", "/start", US, SAME, None, "cookie", 405),
    ("POST", "/result", US, SAME, None, "cookie", 405),
    # keys and cookies
    ("GET", "/", US, NONE, None, "key", 303),
    ("HEAD", "/", US, NONE, None, "key", 403),
    ("GET", "/", US, NONE, None, "nothing", 403),
    ("GET", "/", US, NONE, None, "wrong key", 403),
    ("GET", "/", US, NONE, None, "spent key", 403),
    ("GET", "/", US, NONE, None, "wrong cookie", 403),
    ("GET", "/", US, NONE, None, "cookie of before", 403),
    ("GET", "/", US, NONE, None, "cookie under another name", 403),
    ("GET", "/", US, CROSS, None, "key", 403),
    ("GET", "/", "evil.test", NONE, None, "key", 403),
    ("GET", "/question", US, NONE, None, "key", 403),
    ("POST", "/start", US, SAME, "null", "nothing", 403),
    ("POST", "/", US, SAME, "null", "key", 403),
    ("GET", "/static/desk.css", US, NONE, None, "nothing", 403),
    ("GET", "/result", US, NONE, None, "query", 400),
    # programs
    ("POST", "/api/next", US, None, None, "program", 200),
    ("GET", "/api/openapi.json", US, None, None, "program", 200),
    ("POST", "/api/next", US, None, None, "wrong program", 401),
    ("POST", "/api/next", US, None, None, "nothing", 403),
    ("POST", "/api/next", US, CROSS, THEM, "program", 403),
    ("POST", "/api/next", "evil.test", None, None, "program", 403),
    ("GET", "/", US, None, None, "program", 403),
    ("GET", "/", US, None, None, "wrong program", 403),
]


@pytest.fixture(scope="module")
def rules() -> casewise.Ruleset:
    return casewise.load()


def test_there_are_enough_combinations() -> None:
    assert len(TABLE) >= 40
    assert len(set(TABLE)) == len(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: " ".join(map(str, row)))
def test_each_is_answered_as_listed(rules: casewise.Ruleset, row: tuple[object, ...]) -> None:
    method, path, host, site, origin, who, status = row
    answer = request(rules, str(method), str(path), host, site, origin, str(who))
    assert answer.status == status
    for name, value in HEADERS.items():
        assert answer.headers[name.lower()] == value
    if status in (400, 401, 403):
        assert "set-cookie" not in answer.headers


def request(
    rules: casewise.Ruleset, method: str, path: str, host: object, site: object, origin: object,
    who: str,
) -> Answer:  # fmt: skip
    there = Visitor(rules)
    hosts = () if host is None else host if isinstance(host, tuple) else (host,)
    headers = [("host", str(each)) for each in hosts]
    headers += [("sec-fetch-site", str(site))] if site is not None else []
    headers += [("origin", str(origin))] if origin is not None else []
    headers += [("content-type", "application/json" if "/api/" in path else FORM)]
    more, query = brought(there, who)
    body = b"{}" if "/api/" in path else b""
    return asked(there.app, method, path + query, [*headers, *more], body)


def brought(there: Visitor, who: str) -> tuple[list[tuple[str, str]], str]:
    """What a request brings along: headers, and a query."""
    key, name = there.door.key, there.door.cookie_name
    match who:
        case "key":
            return [], f"?k={key}"
        case "wrong key":
            return [], f"?k={key[:-1]}"
        case "spent key":
            there.door.open_with(key)
            return [], f"?k={key}"
        case "cookie":
            return [("cookie", f"other=1; {name}={there.door.open_with(key)}")], ""
        case "query":
            return [("cookie", f"{name}={there.door.open_with(key)}")], "?victims=1"
        case "wrong cookie":
            there.door.open_with(key)
            return [("cookie", f"{name}=")], ""
        case "cookie of before":
            before = there.door.open_with(key)
            there.door.renew()
            return [("cookie", f"{name}={before}")], ""
        case "cookie under another name":
            return [("cookie", f"casewise-1={there.door.open_with(key)}")], ""
        case "program":
            return [("authorization", f"Bearer {there.door.program_key}")], ""
        case "wrong program":
            return [("authorization", f"Bearer {key}")], ""
    return [], ""


# -- keys and cookies -------------------------------------------------------------------------


def test_a_door_opens_once() -> None:
    door = Door(PORT)
    assert door.open_with("") is None
    cookie = door.open_with(door.key)
    assert door.knows(cookie)
    assert door.open_with(door.key) is None
    assert not door.knows("")
    assert not door.knows(None)


def test_keys_are_long_and_never_the_same() -> None:
    doors = [Door(PORT) for _ in range(20)]
    keys = {key for door in doors for key in (door.key, door.program_key)}
    assert len(keys) == 40
    assert all(len(key) >= 43 for key in keys)  # 32 random bytes


def test_nobody_is_known_before_the_door_was_opened() -> None:
    assert not Door(PORT).knows("")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(rules: casewise.Ruleset) -> None:
    there = Visitor(rules).come_in()
    set_cookie = there.seen[0][1].headers["set-cookie"]
    assert "HttpOnly" in set_cookie
    assert "SameSite=strict" in set_cookie
    assert "Path=/" in set_cookie
    assert "expires" not in set_cookie.lower()
    assert "max-age" not in set_cookie.lower()


def test_the_key_leaves_the_address_at_once(rules: casewise.Ruleset) -> None:
    there = Visitor(rules).come_in()
    assert there.seen[0][1].status == 303
    assert there.at == "/"
    assert there.get(f"/?k={there.door.key}").status == 200  # known already: without the key again
    assert there.at == "/"


def test_port_80_need_not_be_named() -> None:
    assert "localhost" in own_hosts(80)
    assert "localhost" not in own_hosts(PORT)


def test_the_policy_lets_nothing_in_but_our_own_styles_and_icon() -> None:
    rules = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert rules == {
        "default-src": "'none'", "style-src": "'self'", "img-src": "'self'",
        "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip


# -- bounds -----------------------------------------------------------------------------------


def post(there: Visitor, path: str, kind: str, body: bytes, length: str | None = None) -> Answer:
    headers = [("host", HOST), ("cookie", there.cookie), ("content-type", kind)]
    headers += [("content-length", length)] if length is not None else []
    return asked(there.app, "POST", path, headers, body)


@pytest.mark.parametrize(
    ("path", "kind", "most"),
    [
        ("/turn", FORM, MOST_FORM_BYTES),
        ("/table", "multipart/form-data; boundary=XX", MOST_BYTES),
        ("/api/classify", "application/json", MOST_BYTES),
    ],
)
def test_bodies_are_bounded(rules: casewise.Ruleset, path: str, kind: str, most: int) -> None:
    there = Visitor(rules).come_in()
    head = b'--XX\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    start = head if "multipart" in kind else b""
    assert post(there, path, kind, start + b"x" * most + b"x").status == 413
    assert post(there, path, kind, b"x", str(most + 1)).status == 413
    assert post(there, path, kind, b"x", "9" * 40).status == 413
    assert post(there, path, kind, b"x", "-1").status == 413
    assert post(there, path, kind, b"x").status in (400, 415)


def test_fields_and_files_are_counted(rules: casewise.Ruleset) -> None:
    there = Visitor(rules).come_in()
    assert post(there, "/turn", FORM, b"&".join([b"a=1"] * 401)).status == 400
    part = b'--XX\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n\r\n'
    body = part * 2 + b"--XX--\r\n"
    assert post(there, "/table", "multipart/form-data; boundary=XX", body).status == 400
    field = b'--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    body = field * 401 + b"--XX--\r\n"
    assert post(there, "/turn", "multipart/form-data; boundary=XX", body).status == 400


def test_what_is_no_form_is_refused(rules: casewise.Ruleset) -> None:
    there = Visitor(rules).come_in()
    assert post(there, "/turn", "text/plain", b"path=arrest_made").status == 415
    assert post(there, "/turn", "application/json", b"{}").status == 415
    assert post(there, "/api/next", FORM, b"{}").status == 415
    assert post(there, "/table", "multipart/form-data", b"XX").status == 400


def test_headers_are_counted(rules: casewise.Ruleset) -> None:
    there = Visitor(rules).come_in()
    many = [("host", HOST), ("cookie", there.cookie), *[("x-a", "1")] * 64]
    assert asked(there.app, "GET", "/", many).status == 431


def test_a_cookie_that_cannot_be_read_is_none(rules: casewise.Ruleset) -> None:
    there = Visitor(rules).come_in()
    strange = [("host", HOST), ("cookie", 'a="\x01;;=;casewise')]
    assert asked(there.app, "GET", "/", strange).status == 403


def test_one_browser_is_not_two(rules: casewise.Ruleset) -> None:
    there = visitor(rules)
    stranger = asked(there.app, "GET", f"/?k={there.door.key}", [("host", HOST)])
    assert stranger.status == 403
    assert "Exit and clear" not in stranger.text  # a page of the desk is not for strangers
