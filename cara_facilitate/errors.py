"""What goes wrong, said in one plain sentence with what to do next."""

from __future__ import annotations


class CaraError(Exception):
    """A refusal or failure a person can act on; never carries protected text.

    :param message: one plain sentence.
    :param hint: what to do next, or empty.
    :param where: ``file:line:column`` or ``row:column``, or empty.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def sentence(self) -> str:
        """Place, message and next step on one line, for a terminal or a status line."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


class Refusal(CaraError):
    """The state of the work does not allow this command."""


class ContentError(CaraError):
    """An authored file cannot be used as it stands."""


class IntakeError(CaraError):
    """A file from outside is refused whole; nothing was stored."""


class StoreError(CaraError):
    """The encrypted store cannot be opened, read or written."""


class WrongPassphrase(StoreError):
    """The passphrase or recovery key does not open this store."""


class StoreBusy(StoreError):
    """Another instance has this store open."""


class PluginError(CaraError):
    """A plugin that was named in the settings is missing, refused or failed."""


class LinterBlocked(CaraError):
    """A document holds something that must not leave; names rule and section, never the text."""
