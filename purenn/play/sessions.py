"""The sessions of a server by name: each page has its own, so that two pages do not disturb each other."""

import threading

from .problems import Data
from .session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .settings import Settings

MOST_SESSIONS = 8
LONGEST_NAME = 40


class Entry:
    """A session, and the lock that whoever reads its history or changes it holds.

    Everything else is read from a snapshot, which never changes, and needs no lock.
    """

    def __init__(self, session: Session) -> None:
        self.session: Session = session
        self.lock: "threading.Lock" = threading.Lock()


class Sessions:
    """The sessions; beyond eight, the one that has not been used for the longest time is dropped.

    Args:
        defaults: The settings of a new session.
        given: The table or the model of the command, or None.
    """

    def __init__(self, defaults: "Settings", given: "Data | None" = None) -> None:
        self.defaults = defaults
        self.given = given
        self._entries: "dict[str, Entry]" = {}  # the last one used last
        self._lock = threading.Lock()

    def get(self, name: "Any") -> Entry:
        """Return the session of a name, which is a new one if there is none.

        Raises:
            ValueError: If the name is not one of letters and digits.
        """
        _check_name(name)
        with self._lock:
            entry = self._entries.pop(name, None)
            if entry is None:
                entry = Entry(Session(self.defaults, self.given))
            self._put(name, entry)
        return entry

    def renew(self, name: "Any", settings: object) -> None:
        """Put a new session in the place of that of a name.

        Raises:
            ValueError: If the name is not one of letters and digits, or a setting is wrong.
        """
        _check_name(name)
        entry = Entry(Session(settings, self.given))
        with self._lock:
            self._entries.pop(name, None)
            self._put(name, entry)

    def _put(self, name, entry):
        self._entries[name] = entry
        while len(self._entries) > MOST_SESSIONS:
            del self._entries[next(iter(self._entries))]

    def __len__(self) -> int:
        return len(self._entries)


def _check_name(name):
    if type(name) is not str or not 1 <= len(name) <= LONGEST_NAME or not (name.isalnum() and name.isascii()):
        raise ValueError(f"session must be a name of at most {LONGEST_NAME} letters and digits")
