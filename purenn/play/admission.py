"""Which HTTP requests are answered: those of the page itself, which knows the token, and of no other page or program.

    path, query = admit(target, headers, token, hosts)
    length = body_length(headers)

A page of another site can send requests to this machine, so that it is not enough to listen on 127.0.0.1: another
name for that address (DNS rebinding) has another Host, a page of another origin has another Origin or Sec-Fetch-Site,
and neither knows the token. Another port of 127.0.0.1 is another origin, but the same site.
"""

import hmac
from urllib.parse import parse_qsl, urlsplit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from email.message import Message

LONGEST_TARGET = 2_048  # characters
LARGEST_BODY = 16_384  # bytes
MOST_ARGUMENTS = 12
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = (  # of every response
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)


class Refusal(Exception):
    """A request that is not answered.

    Args:
        status: The HTTP status code.
        message: One line for whoever has sent it.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def admit(target: str, headers: "Message", token: str, hosts: "Collection[str]") -> "tuple[str, dict[str, str]]":
    """Check where a request comes from, and return its path behind the token, and the arguments of its query.

    Args:
        target: The path and the query, as the request line has them.
        headers: The headers of the request.
        token: The first part of the path.
        hosts: The names of this server, with its port.

    Raises:
        Refusal: If the request is not from the page.
    """
    if _single(headers, "Host") not in hosts:
        raise Refusal(421, "this address is not served here")
    origin = _single(headers, "Origin")
    if origin is not None and origin not in ["http://" + host for host in hosts]:
        raise Refusal(403, "another page must not ask")
    if _single(headers, "Sec-Fetch-Site") not in (None, "none", "same-origin"):
        raise Refusal(403, "another page must not ask")
    if len(target) > LONGEST_TARGET:
        raise Refusal(414, f"the address must be at most {LONGEST_TARGET} characters")
    if not target.startswith("/") or target.startswith("//"):
        raise Refusal(400, "the request must name a path")
    parts = urlsplit(target)
    first, slash, path = parts.path[1:].partition("/")
    if not hmac.compare_digest(first.encode(), token.encode()) or not slash:
        raise Refusal(404, "open the whole address that purenn has printed")
    return path, _arguments(parts.query)


def body_length(headers: "Message") -> int:
    """Return how many bytes of JSON follow a request.

    Raises:
        Refusal: If it is something else, too long, or of a length that is not stated.
    """
    if (_single(headers, "Content-Type") or "").split(";")[0].strip() != "application/json":
        raise Refusal(415, "the body must be application/json")
    length = _single(headers, "Content-Length") or ""
    if headers.get("Transfer-Encoding") is not None or not (length.isdigit() and length.isascii()):
        raise Refusal(411, "the body must have a Content-Length")
    if len(length) > 9 or int(length) > LARGEST_BODY:
        raise Refusal(413, f"the body must be at most {LARGEST_BODY} bytes")
    return int(length)


def check_no_body(headers: "Message") -> None:
    """Refuse a request that must have no body, but has one, which would be read as the next request."""
    if headers.get("Transfer-Encoding") is not None or (_single(headers, "Content-Length") or "0") != "0":
        raise Refusal(400, "the request must have no body")


def _single(headers, name):
    """The only value of a header, or None."""
    values = headers.get_all(name, [])
    if len(values) > 1:
        raise Refusal(400, f"the request must have one {name}, got {len(values)}")
    return values[0] if values else None


def _arguments(query: str) -> "dict[str, str]":
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=MOST_ARGUMENTS)
    except ValueError:
        raise Refusal(400, f"the query must be at most {MOST_ARGUMENTS} names with values") from None
    if len(dict(pairs)) < len(pairs):
        raise Refusal(400, "the query must have each name once")
    return dict(pairs)
