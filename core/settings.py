"""Every setting, with the environment variable that sets it, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one process; each field is ``LIANTU_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="LIANTU_", env_ignore_empty=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("liantu", appauthor=False),
        description="The data folder: ledger, facts, snapshots, settings.",
    )
    lang: Literal["zh", "en"] = Field(
        default="zh", description="The language of messages: zh or en; a page may switch."
    )
    keep_versions: int = Field(
        default=20, ge=2, description="How many of the last data versions keep their snapshot file."
    )
    lock_seconds: float = Field(
        default=30.0, ge=0, description="How long a load waits for another one to end, in seconds."
    )
    query_seconds: float = Field(
        default=20.0, gt=0, description="The time limit of one graph query, in seconds."
    )
    store_threads: int = Field(
        default=0, ge=0, description="Threads of the embedded store; 0 takes all cores."
    )
    store_buffer_mib: int = Field(
        default=512, ge=64, description="Buffer pool of one open snapshot, in MiB."
    )
    work_memory_mib: int = Field(
        default=1024,
        ge=128,
        description="Memory for mapping and merging, in MiB; what does not fit goes to disk.",
    )
    build_memory_mib: int = Field(
        default=2176,
        ge=64,
        description="Pool of a build of a snapshot, in MiB; a graph that needs more takes it.",
    )
    store: str = Field(
        default="",
        description="Where the graph is read: empty is embedded, else bolt://… or neo4j://….",
    )
    store_user: str = Field(default="neo4j", description="The user of the Neo4j store.")
    store_password: SecretStr | None = Field(
        default=None, description="The password of the Neo4j store."
    )
    store_database: str = Field(
        default="", description="The database of the Neo4j store; empty takes the user's own."
    )
    store_ca: Path | None = Field(
        default=None,
        description="The authority (PEM) of the Neo4j store; with it bolt:// and neo4j:// are TLS.",
    )
    store_pool: int = Field(
        default=50, ge=1, description="Connections to the Neo4j store per process."
    )
    store_connect_seconds: float = Field(
        default=5.0,
        gt=0,
        description="How long a connection to the Neo4j store may take, in seconds.",
    )
    store_retry_seconds: float = Field(
        default=120.0,
        ge=0,
        description="How long a sync tries again after a passing error, in seconds.",
    )
    store_fetch: int = Field(
        default=1000, ge=1, description="Rows that the Neo4j store sends at once."
    )
    store_batch: int = Field(default=10_000, ge=1, description="Rows of one transaction of a sync.")
    store_grace_seconds: float = Field(
        default=30.0,
        ge=0,
        description="How long readers keep a version after a switch, in seconds.",
    )
    ledger: SecretStr | None = Field(
        default=None,
        description="The SQLAlchemy URL of the ledger, such as postgresql://…; "
        "empty is SQLite in the data folder.",
    )
    secrets: Path | None = Field(
        default=None,
        description="A folder of files such as /run/secrets, each named like a variable "
        "and holding its value.",
    )
    anonymous: Literal["", "read", "none"] = Field(
        default="",
        description="What those may who have not logged in: read, or none; empty is read until "
        "there is an account, then none.",
    )
    session_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="What signs the cookies of sessions; several web processes share one. "
        "Empty makes one per process: a restart asks everybody to log in again.",
    )
    rate_token: int = Field(
        default=1200, ge=0, description="Requests that one token may make in a minute; 0: no limit."
    )
    rate_user: int = Field(
        default=1200,
        ge=0,
        description="Requests that one account may make in a minute; 0: no limit.",
    )
    rate_address: int = Field(
        default=1200,
        ge=0,
        description="Requests in a minute from one address without a login; 0: no limit.",
    )
    usage_days: int = Field(
        default=30, ge=0, description="How many days the log of requests is kept; 0: no log."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="From which level on the log on standard error speaks."
    )
    may_lose: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="The share of rows or nodes that a full delivery may lose before it is held "
        "for a person; a source may say otherwise.",
    )
    max_file_mib: int = Field(
        default=2048, ge=1, description="The largest file that a load reads, in MiB, unzipped."
    )


@cache
def settings() -> Settings:
    """Return the settings of this process: variables, then files of the folder of secrets."""
    found = Settings()
    more: dict[str, Any] = {"_secrets_dir": found.secrets} if found.secrets else {}
    return Settings(**more)
