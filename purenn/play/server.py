"""The HTTP server of the page. It listens on 127.0.0.1 only, reads the files of the page, and writes none.

    server = Server(port=0, sessions=Sessions({}))
    print(server.address)
    server.serve_forever()

`admission` decides what is answered, `requests` what the answer is.
"""

import json
import os
import secrets
import socketserver
import threading
from http.server import BaseHTTPRequestHandler

from ..formats.strict_json import parse
from ..validation.shapes import short_repr
from .admission import HEADERS, Refusal, admit, body_length, check_no_body
from .pages import CONTENT_TYPES, read_file
from .requests import ACTIONS, QUESTIONS
from .sessions import Sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar

ADDRESS = "127.0.0.1"
TOKEN_BYTES = 18  # 144 bits
MOST_CONNECTIONS = 32
MOST_SECONDS = 15  # that a connection may be silent


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """The server; a page that is not given its `address`, with the token in it, gets nothing.

    Args:
        port: The port to listen on; 0 for any that is free.
        sessions: The sessions of the pages.

    Raises:
        OSError: If the port is not free.
    """

    daemon_threads: bool = True
    allow_reuse_address: bool = os.name == "posix"  # where it does not let another program take the port over
    request_queue_size: int = 16

    def __init__(self, port: int, sessions: Sessions) -> None:
        self.sessions: Sessions = sessions
        self.token: str = secrets.token_urlsafe(TOKEN_BYTES)
        self._slots = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((ADDRESS, port), Handler)
        port = self.server_address[1]
        self.hosts: "tuple[str, str]" = (f"{ADDRESS}:{port}", f"localhost:{port}")
        self.address: str = f"http://{ADDRESS}:{port}/{self.token}/"

    def process_request(self, request: "Any", client_address: "Any") -> None:
        """Answer a connection in a separate thread, or close it if there are too many."""
        if self._slots.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: "Any", client_address: "Any") -> None:
        """Answer a connection until it ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, request: "Any", client_address: "Any") -> None:
        """Ignore a connection that breaks off."""


class Handler(BaseHTTPRequestHandler):
    """One connection: its requests are admitted, answered in JSON, and refused in one line of JSON."""

    server: Server
    protocol_version = "HTTP/1.1"
    close_connection: bool
    timeout: "ClassVar[float | None]" = MOST_SECONDS
    disable_nagle_algorithm: "ClassVar[bool]" = True

    def do_GET(self) -> None:
        """Answer a question, or send a file of the page."""
        self._respond(self._get)

    def do_POST(self) -> None:
        """Carry out an action."""
        self._respond(self._post)

    def version_string(self) -> str:
        """Return the name of the server, without the version of Python."""
        return "purenn"

    def log_message(self, *arguments: object) -> None:
        """Log nothing."""

    def send_error(self, code: int, message: "str | None" = None, explain: "str | None" = None) -> None:
        """Refuse what `http.server` itself refuses, in JSON and with the same headers as everything else."""
        self.close_connection = True
        self._send(code, *_as_json({"error": "the request must be a GET or POST of HTTP/1.1"}))

    def handle_expect_100(self) -> bool:
        """Refuse a client that asks whether it may send a body: the page never does."""
        self.send_error(417)
        return False

    def _respond(self, answer: "Callable[[str, dict[str, str]], tuple[bytes, str]]") -> None:
        try:
            path, query = admit(self.path, self.headers, self.server.token, self.server.hosts)
            self._send(200, *answer(path, query))
        except Refusal as refusal:
            self.close_connection = True  # a body may not have been read
            self._send(refusal.status, *_as_json({"error": str(refusal)}))
        except (ValueError, ArithmeticError, TypeError) as error:
            self._send(400, *_as_json({"error": str(error)}))
        except OSError:  # the connection is closed, or silent
            self.close_connection = True
        except Exception as error:  # else the page would say that the server has been stopped
            self._send(500, *_as_json({"error": f"this is a defect of purenn: {short_repr(error)}"}))

    def _get(self, path: str, query: "dict[str, str]") -> "tuple[bytes, str]":
        check_no_body(self.headers)
        if path in CONTENT_TYPES:
            return read_file(path), CONTENT_TYPES[path]
        if path not in QUESTIONS:
            raise Refusal(404, "there is nothing at this address")
        return _as_json(QUESTIONS[path](self.server.sessions, query))

    def _post(self, path: str, query: "dict[str, str]") -> "tuple[bytes, str]":
        if path not in ACTIONS or query:
            raise Refusal(404, "there is nothing at this address")
        length = body_length(self.headers)
        body = self.rfile.read(length)
        if len(body) < length:
            raise Refusal(400, f"the body must be {length} bytes, got {len(body)}")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError("the body must be UTF-8") from None
        wanted = parse(text, "the body")
        if not isinstance(wanted, dict):
            raise ValueError("the body must be an object")
        return _as_json(ACTIONS[path](self.server.sessions, wanted))

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        self.request_version = "HTTP/1.1"  # in HTTP/0.9 a response would have no headers
        try:
            self.send_response(status)
            for name, value in HEADERS:
                self.send_header(name, value)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            if getattr(self, "command", None) != "HEAD":
                self.wfile.write(body)
        except OSError:
            self.close_connection = True


def _as_json(value: object) -> "tuple[bytes, str]":
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode(), "application/json"
    except ValueError:
        raise ValueError("the answer must be finite numbers, but one has left its range") from None
