"""The files of an installation: they parse, pin what they run, and hold no password."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from liantu.home import Home
from liantu.ingest.load import load
from liantu.ledger import Ledger
from liantu.settings import Settings, settings
from tests.postgres_server import database, server

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = ("compose.yml", "compose.cluster.yml")
PINNED = re.compile(r"[a-z0-9/._-]+:\d+\.\d+(\.\d+)?(-[a-z]+)*")
PASSWORD = re.compile(
    r"""(?ix) (?: password|passwd|auth|secret|token ) \w* \s* [:=] \s* ["']? (?!/|\$|\{|file|""$|\[)
        [\w@#!-]{3,} | ://[^\s:/…]+:[^\s@…]+@ """
)


def compose(name: str) -> dict[str, Any]:
    found = YAML(typ="safe", pure=True).load((DEPLOY / name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.fixture(params=COMPOSE)
def parts(request: pytest.FixtureRequest) -> dict[str, Any]:
    return compose(request.param)


def services(parts: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return list(parts["services"].items())


def test_every_image_is_pinned_by_version(parts: dict[str, Any]) -> None:
    for name, one in services(parts):
        assert PINNED.fullmatch(one["image"]), (name, one["image"])
    stages = re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert stages
    assert all(PINNED.fullmatch(image) for image in stages)


def test_every_service_has_a_health_check_and_starts_again(parts: dict[str, Any]) -> None:
    for name, one in services(parts):
        assert one["healthcheck"]["test"][0] == "CMD", name
        assert one["restart"] == "unless-stopped", name


def test_only_nginx_publishes_a_port_and_on_loopback(parts: dict[str, Any]) -> None:
    published = {name: one["ports"] for name, one in services(parts) if "ports" in one}
    assert published == {"nginx": ["${LIANTU_LISTEN:-127.0.0.1:8710}:8080"]}
    assert parts["networks"]["back"]["internal"] is True
    assert [name for name, one in services(parts) if "front" in one["networks"]] == ["nginx"]


def test_what_a_service_names_is_declared_and_is_there(parts: dict[str, Any]) -> None:
    for name, one in services(parts):
        for other, how in one.get("depends_on", {}).items():
            assert other in parts["services"], (name, other)
            assert how == {"condition": "service_healthy"}
        assert set(one.get("secrets", ())) <= set(parts["secrets"]), name
        assert set(one["networks"]) <= set(parts["networks"]), name
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            known = (DEPLOY / source).exists() if "/" in source else source in parts["volumes"]
            assert known, (name, volume)
        if "build" in one:
            context = DEPLOY / one["build"]["context"]
            assert (context / one["build"]["dockerfile"]).is_file()
        if "env_file" in one:
            assert (DEPLOY / f"{one['env_file']}.example").is_file()


def test_no_file_holds_a_password() -> None:
    looked = 0
    for path in sorted(DEPLOY.iterdir()):
        if not path.is_file() or path.suffix in (".md", ".py", ".sh"):
            continue
        looked += 1
        for line in path.read_text(encoding="utf-8").splitlines():
            told = line.split("#")[0]
            found = PASSWORD.search(told)
            allowed = re.search(r"_FILE: |/run/secrets|secrets/|--auth-host=scram", told)
            assert not found or allowed, (path.name, line)
    assert looked >= 8
    assert PASSWORD.search("POSTGRES_PASSWORD: liantu")
    assert PASSWORD.search("LIANTU_LEDGER=postgresql://liantu:geheim@db/liantu")


def test_secrets_are_read_from_files_that_the_services_name(parts: dict[str, Any]) -> None:
    for name, one in services(parts):
        for variable, value in one.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in one["secrets"], (name, variable)
    environment = parts["services"]["liantu"]["environment"]
    assert environment["LIANTU_SECRETS"] == "/run/secrets"


def test_the_settings_of_the_examples_exist() -> None:
    known = {f"LIANTU_{name.upper()}" for name in Settings.model_fields}
    known |= {"LIANTU_LISTEN", "LIANTU_PYTHON"}  # of compose and backup.sh themselves
    named = {
        name
        for path in DEPLOY.iterdir()
        if path.is_file()
        for name in re.findall(r"\bLIANTU_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    assert {name for name in named - known if not name.startswith("LIANTU_STORE")} == set()


def test_what_the_image_copies_is_let_through() -> None:
    through = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    copied = re.findall(r"deploy/\S+\.py", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    assert copied == ["deploy/wsgi.py", "deploy/health.py"]
    for path in (*copied, "core", "graph", "ingest", "queries", "web", "pyproject.toml"):
        assert f"!{path}" in through
        assert (ROOT / path).exists()


def test_the_readme_names_every_file_and_what_was_not_run() -> None:
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for path in DEPLOY.iterdir():
        if path.is_file() and path.name not in ("README.md", "Dockerfile.dockerignore"):
            assert path.name in readme, path.name
    assert "**not run**" in readme


def test_secrets_are_made_once_and_fit_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    command = ["bash", str(DEPLOY / "make-secrets.sh"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert set(found) == set(compose("compose.yml")["secrets"])
    assert found["liantu_ledger"] == (
        f"postgresql://liantu:{found['postgres_password']}@postgres:5432/liantu"
    )
    assert found["neo4j_auth"] == f"neo4j/{found['liantu_store_password']}"
    assert found["postgres_password"] != found["liantu_store_password"]
    assert all(len(found[name]) == 48 for name in ("postgres_password", "liantu_store_password"))
    assert folder.stat().st_mode & 0o777 == 0o700
    again = subprocess.run(command, capture_output=True)
    assert again.returncode == 1
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == found


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_backup_holds_the_ledger_and_the_facts(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database() if kind == "postgres" else ""
    monkeypatch.setenv("LIANTU_LEDGER", url)
    settings.cache_clear()
    home = Home(tmp_path / "home")
    register = ROOT / "core" / "demo" / "sources.csv"
    version = load(home, [register]).data_version
    batches = {path.name for path in home.facts.iterdir()}
    home.ledger.close()
    monkeypatch.setenv("LIANTU_HOME", str(home.root))
    monkeypatch.setenv("LIANTU_PYTHON", sys.executable)
    if kind == "postgres":
        monkeypatch.setenv("PATH", f"{server().bin}:{os.environ['PATH']}")
    done = subprocess.run(
        ["bash", str(DEPLOY / "backup.sh"), str(tmp_path / "backups")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    made = Path(done.stdout.strip())
    restored = tmp_path / "restored"
    restored.mkdir()
    subprocess.run(["tar", "-xzf", str(made / "data.tar.gz"), "-C", str(restored)], check=True)
    assert {path.name for path in (restored / "facts").iterdir()} == batches
    if kind == "postgres":
        url = database()
        restore = [str(server().bin / "pg_restore"), "--no-owner", f"--dbname={url}"]
        subprocess.run([*restore, str(made / "ledger.dump")], check=True)
        monkeypatch.setenv("LIANTU_LEDGER", url)
    else:
        shutil.copy(made / "ledger.sqlite", restored)
    settings.cache_clear()
    again = Home(restored)
    active = again.ledger.active()
    again.ledger.close()
    settings.cache_clear()
    assert active is not None
    assert active.id == version
    assert isinstance(again.ledger, Ledger)
