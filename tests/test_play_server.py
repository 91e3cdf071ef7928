"""The server of `play` over raw sockets: who is answered, how much, and nothing but one-line errors for all others."""

import json
import os
import socket
import threading
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn.play import requests
from purenn.play.admission import HEADERS, LARGEST_BODY, LONGEST_TARGET, Refusal, admit
from purenn.play.pages import CONTENT_TYPES, FOLDER, read_file
from purenn.play.server import MOST_CONNECTIONS, Handler, Server
from purenn.play.sessions import MOST_SESSIONS, Sessions

pytestmark = pytest.mark.usefixtures("loops")


@pytest.fixture(scope="module")
def server():
    server = Server(0, Sessions({"samples": 3}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def exchange(server, request):
    """Send bytes, and return what comes back: `(status, headers, body)`."""
    response = b""
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        except OSError:  # the server has answered and closed without reading the whole body
            pass
        try:
            while part := connection.recv(65536):
                response += part
        except ConnectionResetError:
            pass
    head, _, body = response.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    version, status = first.split()[:2]
    assert version == "HTTP/1.1"
    headers = dict(line.split(": ", 1) for line in lines)
    assert len(headers) == len(lines)
    return int(status), headers, body[: int(headers["Content-Length"])]


def request(server, method, path, headers=(), body=b"", host=None):
    """The bytes of a request to a path behind the token."""
    lines = [f"{method} /{server.token}/{path} HTTP/1.1", f"Host: {host or server.hosts[0]}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def posted(server, path, body, *headers):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = ["Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return request(server, "POST", path, lines, body)


def answered(server, path, body=None):
    """The JSON that answers a good request."""
    sent = request(server, "GET", path) if body is None else posted(server, path, body)
    status, headers, body = exchange(server, sent)
    assert (status, headers["Content-Type"]) == (200, "application/json"), body
    return json.loads(body)


# -- good requests ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CONTENT_TYPES)
def test_every_file_of_the_page_is_sent(server, path):
    status, headers, body = exchange(server, request(server, "GET", path))
    assert (status, headers["Content-Type"], body) == (200, CONTENT_TYPES[path], read_file(path))
    assert all(headers[name] == value for name, value in HEADERS)


def test_the_table_of_files_is_the_folder():
    assert {path or "play.html" for path in CONTENT_TYPES} == set(os.listdir(FOLDER))


def test_a_page_trains_and_asks(server):
    session = {"session": "trains"}
    for what in ("forward", "loss", "backward", "update"):
        state = answered(server, "api/act", {**session, "what": what, "sample": 1})
    assert (state["epoch"], state["phase"], state["undo"]) == (1, "ready", 4)
    state = answered(server, "api/act", {**session, "what": "epoch", "n": 4, "budget": 2, "since": 1})
    assert state["epoch"] == 5 and len(state["history"]["loss"]) == 4
    assert answered(server, "api/number?session=trains&name=z1%5B1%5D%5B0%5D&digits=17")["lines"]
    assert answered(server, "api/edit", {**session, "name": "w1[0][0]", "value": 0.5}) == {
        "version": state["version"] + 1
    }
    assert answered(server, "api/whatif", {**session, "name": "w1[0][0]", "h": 1e-6})["value"] == 0.5
    assert answered(server, "api/curve?session=trains&name=w1%5B0%5D%5B0%5D&half=1&points=3")["x"] == [-0.5, 0.5, 1.5]
    answered(server, "api/rate", {**session, "learning_rate": 0.25})
    assert answered(server, "api/state?session=trains")["settings"]["learning_rate"] == 0.25
    assert len(answered(server, "api/regions?session=trains&cells=5&axes=1,0&sample=1")["classes"]) == 25
    assert answered(server, "api/data?session=trains")["columns"] == ["x0", "x1"]
    assert answered(server, "api/tour?stop=batch&digits=17")["steps"]
    assert answered(server, "api/new", {**session, "settings": {"hidden": [2, 2], "samples": 2}}) == {"ok": True}
    assert answered(server, "api/state?session=trains")["settings"]["hidden"] == [2, 2]


def test_a_connection_carries_several_requests(server):
    two = request(server, "GET", "api/state?session=a") + request(server, "GET", "api/nothing")
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as connection:
        connection.sendall(two)
        text = b""
        while text.count(b"HTTP/1.1 ") < 2 or not text.endswith(b"}"):
            text += connection.recv(65536)
    assert text.startswith(b"HTTP/1.1 200 ") and b"HTTP/1.1 404 " in text


def test_two_pages_do_not_disturb_each_other(server):
    before = answered(server, "api/state?session=second")
    answered(server, "api/act", {"session": "first", "what": "epoch"})
    answered(server, "api/edit", {"session": "first", "name": "w1[0][0]", "value": 3})
    answered(server, "api/new", {"session": "third", "settings": {"samples": 2, "seed": 5}})
    assert answered(server, "api/state?session=second") == before


def test_the_sessions_are_bounded_and_the_least_recent_one_goes():
    sessions = Sessions({"samples": 2})
    first = sessions.get("s0")
    for n in range(1, MOST_SESSIONS):
        sessions.get(f"s{n}")
    assert sessions.get("s0") is first  # so that s1 is the least recent one
    second = sessions.get("s1")
    sessions.get("s2")
    sessions.get("new")
    assert len(sessions) == MOST_SESSIONS
    assert sessions.get("s0") is first and sessions.get("s1") is second
    for wrong in ("", "a b", "a" * 41, "../x", "\u0661", None, 1, ["a"]):
        with pytest.raises(ValueError, match="^session must be a name of at most 40 letters and digits$"):
            sessions.get(wrong)


def test_a_long_curve_blocks_no_step_of_its_own_page(server, monkeypatch):
    """A curve is computed from a snapshot, without the lock of the session."""
    begun, may_end = threading.Event(), threading.Event()

    def curve(*arguments):
        begun.set()
        assert may_end.wait(10)
        return {"loss": []}

    monkeypatch.setattr(requests.what_if, "curve", curve)
    asked = threading.Thread(target=answered, args=(server, "api/curve?session=long&name=w1%5B0%5D%5B0%5D"))
    asked.start()
    assert begun.wait(10)
    assert answered(server, "api/act", {"session": "long", "what": "epoch"})["epoch"] == 1
    assert answered(server, "api/number?session=long&name=L")["name"] == "L"
    may_end.set()
    asked.join()


def test_a_page_does_not_wait_for_another_one(server):
    with server.sessions.get("slow").lock:
        assert answered(server, "api/act", {"session": "fast", "what": "epoch"})["epoch"] == 1


# -- hostile requests ------------------------------------------------------------------------------------------------

EDIT = b'{"session":"a","name":"w1[0][0]","value":'
HOSTILE = {
    "another host": (421, lambda s: request(s, "GET", "", host="purenn.example:80")),
    "another port": (421, lambda s: request(s, "GET", "", host="127.0.0.1:1")),
    "no port": (421, lambda s: request(s, "GET", "", host="127.0.0.1")),
    "an address that is listened on too": (421, lambda s: request(s, "GET", "", host=f"0.0.0.0:{s.server_address[1]}")),
    "no host": (421, lambda s: f"GET /{s.token}/ HTTP/1.1\r\n\r\n".encode()),
    "two hosts": (400, lambda s: request(s, "GET", "", [f"Host: {s.hosts[0]}"])),
    "another origin": (403, lambda s: request(s, "GET", "", ["Origin: http://purenn.example"])),
    "the origin null": (403, lambda s: request(s, "GET", "", ["Origin: null"])),
    "the same origin with https": (403, lambda s: request(s, "GET", "", [f"Origin: https://{s.hosts[0]}"])),
    "another port of this machine": (403, lambda s: request(s, "GET", "", ["Origin: http://127.0.0.1:1"])),
    "two origins": (400, lambda s: request(s, "GET", "", [f"Origin: http://{s.hosts[0]}"] * 2)),
    "a page of another site": (403, lambda s: request(s, "GET", "", ["Sec-Fetch-Site: cross-site"])),
    "a page of the same site": (403, lambda s: request(s, "GET", "", ["Sec-Fetch-Site: same-site"])),
    "no token": (404, lambda s: f"GET / HTTP/1.1\r\nHost: {s.hosts[0]}\r\n\r\n".encode()),
    "another token": (404, lambda s: f"GET /{'A' * 24}/ HTTP/1.1\r\nHost: {s.hosts[0]}\r\n\r\n".encode()),
    "the beginning of the token": (
        404,
        lambda s: f"GET /{s.token[:-1]}/ HTTP/1.1\r\nHost: {s.hosts[0]}\r\n\r\n".encode(),
    ),
    "the token without its slash": (404, lambda s: f"GET /{s.token} HTTP/1.1\r\nHost: {s.hosts[0]}\r\n\r\n".encode()),
    "the token in the query": (404, lambda s: f"GET /?{s.token}/ HTTP/1.1\r\nHost: {s.hosts[0]}\r\n\r\n".encode()),
    "a token that is not ASCII": (404, lambda s: f"GET /\u00e9/ HTTP/1.1\r\nHost: {s.hosts[0]}\r\n\r\n".encode()),
    "a whole address": (
        400,
        lambda s: f"GET http://{s.hosts[0]}/{s.token}/ HTTP/1.1\r\nHost: {s.hosts[0]}\r\n\r\n".encode(),
    ),
    "a star": (400, lambda s: f"GET * HTTP/1.1\r\nHost: {s.hosts[0]}\r\n\r\n".encode()),
    "a file above": (404, lambda s: request(s, "GET", "../server.py")),
    "a file above, encoded": (404, lambda s: request(s, "GET", "%2e%2e/server.py")),
    "a file of the system": (404, lambda s: request(s, "GET", "/etc/passwd")),
    "the file by its name": (404, lambda s: request(s, "GET", "play.html")),
    "a file with a null byte": (404, lambda s: request(s, "GET", "play.css%00")),
    "a question that is none": (404, lambda s: request(s, "GET", "api/secrets")),
    "an action by GET": (404, lambda s: request(s, "GET", "api/act?session=a&what=epoch")),
    "a question by POST": (404, lambda s: posted(s, "api/state", {"session": "a"})),
    "an action with a query": (404, lambda s: posted(s, "api/act?session=a", {"session": "a", "what": "epoch"})),
    "PUT": (501, lambda s: request(s, "PUT", "", ["Content-Length: 0"])),
    "DELETE": (501, lambda s: request(s, "DELETE", "")),
    "OPTIONS": (501, lambda s: request(s, "OPTIONS", "api/act", ["Origin: http://purenn.example"])),
    "a method that is none": (501, lambda s: request(s, "\u00e9", "")),
    "HTTP/2": (505, lambda s: f"GET /{s.token}/ HTTP/2.0\r\nHost: {s.hosts[0]}\r\n\r\n".encode()),
    "HTTP/0.9": (421, lambda s: f"GET /{s.token}/\r\n\r\n".encode()),
    "no HTTP": (400, lambda s: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    "a line without end": (414, lambda s: b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n"),
    "a long address": (414, lambda s: request(s, "GET", "a" * LONGEST_TARGET)),
    "a hundred headers": (431, lambda s: request(s, "GET", "", [f"X{n}: y" for n in range(101)])),
    "a long header": (431, lambda s: request(s, "GET", "", ["X: " + "y" * 70000])),
    "a query of many names": (400, lambda s: request(s, "GET", "api/state?" + "&".join(f"a{n}=1" for n in range(13)))),
    "a name twice in a query": (400, lambda s: request(s, "GET", "api/state?session=a&session=b")),
    "a name without value": (400, lambda s: request(s, "GET", "api/state?session")),
    "a GET with a body": (400, lambda s: request(s, "GET", "api/state?session=a", ["Content-Length: 5"], b"GET /")),
    "a GET in chunks": (
        400,
        lambda s: request(s, "GET", "api/state?session=a", ["Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    ),
    "a form": (
        415,
        lambda s: request(s, "POST", "api/act", ["Content-Type: text/plain", "Content-Length: 2"], b"{}"),
    ),
    "no type": (415, lambda s: request(s, "POST", "api/act", ["Content-Length: 2"], b"{}")),
    "no length": (411, lambda s: request(s, "POST", "api/act", ["Content-Type: application/json"], b"{}")),
    "chunks": (
        411,
        lambda s: request(
            s,
            "POST",
            "api/act",
            ["Content-Type: application/json", "Transfer-Encoding: chunked"],
            b"2\r\n{}\r\n0\r\n\r\n",
        ),
    ),
    "chunks and a length": (411, lambda s: posted(s, "api/act", {}, "Transfer-Encoding: chunked")),
    "two lengths": (400, lambda s: posted(s, "api/act", {}, "Content-Length: 3")),
    "a negative length": (
        411,
        lambda s: request(s, "POST", "api/act", ["Content-Type: application/json", "Content-Length: -1"]),
    ),
    "a length that is not ASCII": (
        411,
        lambda s: request(s, "POST", "api/act", ["Content-Type: application/json", "Content-Length: \u0662"]),
    ),
    "a large body": (413, lambda s: posted(s, "api/act", b" " * (LARGEST_BODY + 1))),
    "a length beyond all bounds": (
        413,
        lambda s: request(s, "POST", "api/act", ["Content-Type: application/json", "Content-Length: " + "9" * 5000]),
    ),
    "a body that ends early": (
        400,
        lambda s: request(s, "POST", "api/act", ["Content-Type: application/json", "Content-Length: 9"], b"{}"),
    ),
    "a body that waits for 100": (417, lambda s: posted(s, "api/act", {}, "Expect: 100-continue")),
    "no JSON": (400, lambda s: posted(s, "api/act", b"session=a")),
    "no UTF-8": (400, lambda s: posted(s, "api/act", b'{"session":"\xff"}')),
    "no object": (400, lambda s: posted(s, "api/act", [])),
    "a key twice": (400, lambda s: posted(s, "api/act", b'{"session":"a","session":"b"}')),
    "deep nesting": (400, lambda s: posted(s, "api/act", b'{"a":' + b"[" * 8000 + b"]" * 8000 + b"}")),
    "NaN": (400, lambda s: posted(s, "api/edit", b'{"session":"a","name":"w1[0][0]","value":NaN}')),
    "a number that overflows": (
        400,
        lambda s: posted(s, "api/edit", b'{"session":"a","name":"w1[0][0]","value":1e999}'),
    ),
    "a large integer": (
        400,
        lambda s: posted(s, "api/edit", b'{"session":"a","name":"w1[0][0]","value":' + b"9" * 9999 + b"}"),
    ),
    "a session that is none": (400, lambda s: posted(s, "api/act", {"session": "../a", "what": "epoch"})),
    "no session": (400, lambda s: request(s, "GET", "api/state")),
    "many epochs": (400, lambda s: posted(s, "api/act", {"session": "a", "what": "epoch", "n": 1001})),
    "no epochs": (400, lambda s: posted(s, "api/act", {"session": "a", "what": "epoch", "n": 0})),
    "true epochs": (400, lambda s: posted(s, "api/act", {"session": "a", "what": "epoch", "n": True})),
    "much time": (400, lambda s: posted(s, "api/act", {"session": "a", "what": "epoch", "budget": 3600})),
    "a step that is none": (400, lambda s: posted(s, "api/act", {"session": "a", "what": "sleep"})),
    "a step that is a list": (400, lambda s: posted(s, "api/act", {"session": "a", "what": ["epoch"]})),
    "a sample beyond": (400, lambda s: posted(s, "api/act", {"session": "a", "what": "epoch", "sample": 9})),
    "an infinite nudge": (400, lambda s: posted(s, "api/whatif", {"session": "a", "name": "w1[0][0]", "h": 1e300})),
    "no nudge": (400, lambda s: posted(s, "api/whatif", {"session": "a", "name": "w1[0][0]", "h": 0})),
    "a nudge of a list": (400, lambda s: posted(s, "api/whatif", {"session": "a", "name": ["w1"], "h": 1e-6})),
    "a large network": (400, lambda s: posted(s, "api/new", {"session": "a", "settings": {"hidden": [10**6]}})),
    "another table": (400, lambda s: posted(s, "api/new", {"session": "a", "settings": {"data": "/etc/passwd"}})),
    "settings that are none": (400, lambda s: posted(s, "api/new", {"session": "a", "settings": None})),
    "many cells": (400, lambda s: request(s, "GET", "api/regions?session=a&cells=1000")),
    "an infinite plane": (400, lambda s: request(s, "GET", "api/regions?session=a&box=0,inf,0,1")),
    "a plane of three": (400, lambda s: request(s, "GET", "api/regions?session=a&box=0,1,0")),
    "an axis beyond": (400, lambda s: request(s, "GET", "api/regions?session=a&axes=0,2")),
    "a negative axis": (400, lambda s: request(s, "GET", "api/regions?session=a&axes=0,-1")),
    "many points": (400, lambda s: request(s, "GET", "api/curve?session=a&name=w1%5B0%5D%5B0%5D&points=100000")),
    "many digits": (400, lambda s: request(s, "GET", "api/number?session=a&name=L&digits=1000")),
    "digits that are not ASCII": (400, lambda s: request(s, "GET", "api/number?session=a&name=L&digits=%D9%A2")),
    "a name of markup": (400, lambda s: request(s, "GET", "api/number?session=a&name=%3Cscript%3E")),
    "a name with a line": (400, lambda s: request(s, "GET", "api/number?session=a&name=w1%0A%5B0%5D%5B0%5D")),
    "a long tour": (400, lambda s: request(s, "GET", "api/tour?stop=softmax&values=" + "1," * 500 + "1")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_request_gets_one_line_and_no_more(server, name):
    expected, make = HOSTILE[name]
    status, headers, body = exchange(server, make(server))
    assert status == expected, body
    assert headers["Content-Type"] == "application/json" and headers["Server"] == "purenn"
    assert all(headers[header] == value for header, value in HEADERS)
    answer = json.loads(body)
    assert set(answer) == {"error"}
    assert "\n" not in answer["error"] and 10 < len(answer["error"]) < 250
    assert server.token not in body.decode() and "Traceback" not in body.decode()


def test_after_all_that_the_server_answers_and_nothing_has_changed(server):
    """The session `a`, which the requests above name, is as new."""
    before = answered(server, "api/state?session=new")
    for _, make in HOSTILE.values():
        exchange(server, make(server))
    assert answered(server, "api/state?session=a") == before


def test_a_defect_is_one_line_too(server, monkeypatch):
    monkeypatch.setitem(requests.QUESTIONS, "api/tour", lambda sessions, query: {}["nothing"])
    status, _, body = exchange(server, request(server, "GET", "api/tour?stop=loss"))
    assert (status, json.loads(body)) == (500, {"error": "this is a defect of purenn: KeyError('nothing')"})


def test_a_response_to_head_has_no_body(server):
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as connection:
        connection.sendall(request(server, "HEAD", ""))
        text = b""
        while part := connection.recv(65536):
            text += part
    assert text.startswith(b"HTTP/1.1 501 ") and text.endswith(b"\r\n\r\n")


def test_more_connections_than_a_page_needs_are_closed(server):
    """And when the others have gone, there is room again."""
    address = ("127.0.0.1", server.server_address[1])
    silent = [socket.create_connection(address, timeout=10) for _ in range(MOST_CONNECTIONS)]
    one_more = socket.create_connection(address, timeout=10)
    assert one_more.recv(1) == b""  # closed without an answer
    for connection in [*silent, one_more]:
        connection.close()
    for _ in range(1000):
        try:
            if answered(server, "api/state?session=b"):
                break
        except (OSError, ValueError):
            pass
    else:
        pytest.fail("the server must answer again")


def test_a_silent_connection_is_closed(server, monkeypatch):
    monkeypatch.setattr(Handler, "timeout", 0.05)
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as connection:
        connection.sendall(b"GET / HT")
        assert connection.recv(1) == b""


def test_only_this_machine_is_listened_to(server):
    assert server.server_address[0] == "127.0.0.1"


def test_the_token_is_new_and_of_128_bits_or_more(server):
    other = Server(0, Sessions({}))
    other.server_close()
    assert other.token != server.token and len(server.token) * 6 >= 128
    assert server.address == f"http://127.0.0.1:{server.server_address[1]}/{server.token}/"


# -- admission, as a function ----------------------------------------------------------------------------------------

HOSTS = ("127.0.0.1:8000", "localhost:8000")


def headers_of(**fields):
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return message


def test_the_page_itself_is_admitted():
    for host in HOSTS:
        for extra in ({}, {"Origin": f"http://{host}"}, {"Sec_Fetch_Site": "none"}, {"Sec_Fetch_Site": "same-origin"}):
            admitted = admit("/token/api/state?session=a&by=", headers_of(Host=host, **extra), "token", HOSTS)
            assert admitted == ("api/state", {"session": "a", "by": ""})


@pytest.mark.parametrize(
    "target", ["", "token/", "//token/", "/token", "/token?a=1/", "/", "/token%2F", "*", "/x/token/"]
)
def test_another_form_of_the_path_is_not_admitted(target):
    with pytest.raises(Refusal) as refusal:
        admit(target, headers_of(Host=HOSTS[0]), "token", HOSTS)
    assert refusal.value.status in (400, 404)


@given(st.text(max_size=12))
def test_no_other_token_is_admitted(token):
    if token != "token":
        with pytest.raises(Refusal) as refusal:
            admit(f"/{token}/", headers_of(Host=HOSTS[0]), "token", HOSTS)
        assert refusal.value.status in (400, 404)


@given(st.text(max_size=12), st.sampled_from(("Host", "Origin", "Sec_Fetch_Site")))
def test_no_other_value_of_a_header_is_admitted(value, name):
    good = {"Host": HOSTS, "Origin": [f"http://{host}" for host in HOSTS], "Sec_Fetch_Site": ("none", "same-origin")}
    if value not in good[name]:
        with pytest.raises(Refusal) as refusal:
            admit("/token/", headers_of(**{"Host": HOSTS[0], name: value}), "token", HOSTS)
        assert refusal.value.status in (400, 403, 421)
