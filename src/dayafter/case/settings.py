"""case.toml: what the case is about, and how rival figures are combined."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from dayafter.errors import Finding, did_you_mean

Rivals = Literal["widen", "newest", "most-credible"]


class Settings(BaseModel):
    """The settings of a case. Dates are ISO dates; months are whole."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: str = Field(description="What is the case called?", min_length=1)
    recipient: str = Field(description="Which party needs the help?", min_length=1)
    adversary: str = Field(description="Which party attacked?", min_length=1)
    ceasefire: dt.date = Field(description="On which day do the guns fall silent? The first of a month.")
    horizon_months: int = Field(36, description="How many months after that are planned?", ge=6, le=120)
    quarters_after: int = Field(24, description="After how many months are quarters planned instead of months?", ge=0)
    currency: str = Field("EUR", description="In which currency is money reported?", pattern="^[A-Z]{3}$")
    price_year: int = Field(description="In which year's prices?", ge=2000, le=2100)
    known_on: dt.date = Field(description="On which day is the case looked at? Later sources are left out.")
    rivals: Rivals = Field(
        "widen",
        description="How are rival figures combined? widen: the best graded gives the central value, the range "
        "covers all; newest, most-credible: one of them alone",
    )
    report_for: str = Field("", description="For which ally is the brief written?")
    licence: str = Field("", description="Under which licence may the case be passed on?")
    released_to: str = Field(
        "", description="To which party was it released? `dayafter release` writes it; a release may lack whole tables"
    )

    @field_validator("ceasefire")
    @classmethod
    def _first_of_a_month(cls, day: dt.date) -> dt.date:
        if day.day != 1:
            raise ValueError(f"{day} is not the first of a month")
        return day


def read_settings(path: Path) -> tuple[Settings | None, list[Finding]]:
    """The settings in `path`, and what is wrong with them."""
    import tomllib

    if not path.is_file():
        return None, [Finding("settings-missing", path.name)]
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        details = {"reason": str(error), "hint": "see any shipped case for the form"}
        return None, [Finding("settings-invalid", path.name, None, "case.toml", details)]
    return parse_settings(raw, path.name)


def parse_settings(raw: dict[str, Any], file: str) -> tuple[Settings | None, list[Finding]]:
    """Settings out of plain values, and what is wrong with them."""
    try:
        return Settings.model_validate(raw), []
    except ValidationError as error:
        return None, [_finding(file, item) for item in error.errors()]


def _finding(file: str, item: Any) -> Finding:
    name = str(item["loc"][0])
    known = tuple(Settings.model_fields)
    if item["type"] == "extra_forbidden":
        reason, hint = f"there is no such setting{did_you_mean(name, known)}", f"the settings are {', '.join(known)}"
    else:
        reason, hint = item["msg"].removeprefix("Value error, "), Settings.model_fields[name].description or ""
    return Finding("settings-invalid", file, None, name, {"reason": reason, "hint": hint})


def write_settings(settings: Settings) -> str:
    """The settings as the text of case.toml."""
    lines = []
    for name, value in settings.model_dump().items():
        if name == "released_to" and not value:
            continue
        text = (
            value.isoformat()
            if isinstance(value, dt.date)
            else str(value)
            if isinstance(value, int)
            else _quoted(value)
        )
        lines.append(f"{name} = {text}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML wants it escaped, JSON does not
