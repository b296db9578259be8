"""Typed settings. Everything the environment may say is named here, with its default and what production demands."""

import json
import os
import secrets
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """`DATABASE_URL` set means production; without it, or with `DEMO=1`, this is the demonstration on loopback."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: str = ""
    database_owner_url: str = Field("", description="the role that owns the tables and runs migrations (PostgreSQL)")
    demo: bool | None = None
    var_dir: Path = ROOT / "var"
    key_file: Path | None = Field(None, description="field-encryption keys; never inside the database or its backup")
    secret_key: str = ""
    password_salt: str = ""
    rate_limit_storage: str = "memory://"
    public_address: str = Field("http://127.0.0.1:8000", description="printed in QR codes; the portal's own address")
    testing: bool = False
    clock_movable: bool | None = None

    @property
    def is_demo(self) -> bool:
        return self.demo if self.demo is not None else not self.database_url

    @property
    def may_move_clock(self) -> bool:
        return self.clock_movable if self.clock_movable is not None else self.is_demo or self.testing

    @property
    def keys_path(self) -> Path:
        return self.key_file or self.var_dir / "keys.json"

    @property
    def url(self) -> str:
        if not self.database_url:
            return f"sqlite:///{self.var_dir / 'house.db'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def owner_url(self) -> str:
        return self.database_owner_url.replace("postgresql://", "postgresql+psycopg://", 1) or self.url


class Refused(SystemExit):
    """Production does not start on a default; the sentence says what is missing."""


def load(overrides: dict | None = None) -> Settings:
    """Settings from the environment, `overrides` winning. The demonstration makes its own secrets in `var/`."""
    settings = Settings(**(overrides or {}))
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    if settings.secret_key and settings.password_salt:
        return settings
    if not (settings.is_demo or settings.testing):
        raise Refused("Production needs SECRET_KEY and PASSWORD_SALT in its environment.")
    return settings.model_copy(update=_own_secrets(settings.var_dir / "secrets.json"))


def _own_secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        fresh = {"secret_key": secrets.token_hex(32), "password_salt": secrets.token_hex(16)}
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(0o600)
        draft.write_text(json.dumps(fresh))
        link_once(draft, path)
    return json.loads(path.read_text())


def link_once(draft: Path, path: Path) -> None:
    """Two processes may start at once; the first file stands for both."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
