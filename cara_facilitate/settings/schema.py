"""The shape of the settings file; imported only when there is a file to check."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from cara_facilitate.domain.oncall import number_of
from cara_facilitate.domain.retention import MOST_DAYS, SETTABLE


def _class(text: str) -> str:
    if text not in (*SETTABLE, "backups_days"):
        raise ValueError("not a class of what is held")
    return text


def _telephone(text: str) -> str:
    number = number_of(text)
    if number is None:
        raise ValueError("not a telephone number")
    return number


Name = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9._-]*$|^$")]
Pin = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Role = Literal["manager", "safeguarding", "children", "adults", "out_of_hours"]
Number = Annotated[str, Field(max_length=40), AfterValidator(_telephone)]
Class = Annotated[str, AfterValidator(_class)]
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]
NAMES = (
    *("site", "curriculum", "variant", "note_writer", "plugins", "enabled", "on_call"),
    "retention",
)


class PluginsTable(BaseModel):
    """``[plugins.enabled]``: name = "RECORD hash", or name = false to turn one of ours off."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)
    enabled: dict[str, Pin | Literal[False]] = Field(default_factory=dict)


class SettingsFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)
    site: Name = ""
    curriculum: Name = ""
    variant: Name = ""
    note_writer: Name = ""
    plugins: PluginsTable = Field(default_factory=PluginsTable)
    on_call: dict[Name, dict[Role, Number]] = Field(default_factory=dict)
    retention: dict[Class, Days] = Field(default_factory=dict)
