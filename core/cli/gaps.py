"""Commands of the gap finder: gaps, honesty, settings gaps."""

from __future__ import annotations

from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, open_store, print_json, print_table
from liantu.errors import NotFound, UsageError
from liantu.locale import catalogue, text
from liantu.queries.gaps import KINDS, GapReport, GapSettings, find_gaps, gap_settings
from liantu.queries.gaps import report as report_of
from liantu.queries.gaps.comparing import Standing, pairs, standing
from liantu.queries.gaps.editing import edited, fields, span, written
from liantu.queries.gaps.honesty import Honesty, honesty
from liantu.queries.gaps.keeping import reset as put_back
from liantu.queries.gaps.keeping import save, saved
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.reports import Finding

Chain = Annotated[str, typer.Option(help="产业链编号。The chain's id.")]
Region = Annotated[
    str,
    typer.Option(help="行政区划代码，默认为该链属地。Division code; the chain's own by default."),
]
Complete = Annotated[
    bool, typer.Option("--assume-complete", help="按登记齐全看。Treat the records as complete.")
]


def gaps(
    chain: Chain,
    region: Region = "",
    assume_complete: Complete = False,
    kind: Annotated[
        str, typer.Option(help="只列一种判定（JSON 不受影响）。One kind only; JSON has all.")
    ] = "",
    ranked: Annotated[
        str,
        typer.Option(
            "--list", help="只列一张排名清单：recruit 补链，extend 延链。One ranked list, in order."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """每个环节的等级与理由，缺口带分数和名次。Every segment’s grade; gaps with points and rank."""
    if kind and kind not in KINDS:
        raise UsageError("kind_unknown", where=kind, known=", ".join(KINDS))
    home = open_home()
    report = find_gaps(
        open_store(home),
        chain,
        region=region,
        assume_complete=assume_complete,
        settings=gap_settings(home.root),
    )
    if as_json:
        print_json(report.as_dict())
    else:
        _print(report, kind, ranked)


def _print(report: GapReport, kind: str, ranked: str) -> None:
    _head(report)
    columns = ("segment", "kind", "points", "rank", "because", "targets")
    print_table(
        [text(f"cli.column.{name}") for name in columns],
        [_row(report, finding) for finding in _listed(report, ranked) if finding.is_of(kind)],
    )
    typer.echo(
        "  ".join(f"{text(f'kind.{name}')} {count}" for name, count in report.counts().items())
    )


def _head(report: GapReport) -> None:
    scope, coverage = report.scope, report.coverage
    ratio = f"{coverage.ratio:.1%}" if coverage.ratio is not None else "–"
    typer.echo(
        text(
            "cli.scope",
            region=scope.region_name,
            chain=scope.chain,
            recorded=coverage.recorded,
            declared=f"{coverage.qualifier}{coverage.declared:g}" if coverage.declared else "–",
            ratio=ratio,
            version=report.data_version,
        )
    )
    if scope.assume_complete:
        typer.echo(text("cli.assumed"))


def _listed(report: GapReport, ranked: str) -> tuple[Finding, ...]:
    """Return the findings of a ranked list in its order, check first last; all without one."""
    if not ranked:
        return report.findings
    found = {one.name: one for one in report.rankings}
    if ranked not in found:
        raise NotFound("gap_list", where=ranked, known=", ".join(found))
    order = (*found[ranked].ranked, *found[ranked].unranked)
    return tuple(report.by_segment[one] for one in order)


def _row(report: GapReport, finding: Finding) -> tuple[object, ...]:
    says = standing(report, finding)
    grade = text(f"kind.{finding.kind}") + (text("cli.doubtful") if finding.doubtful else "")
    if finding.pipeline:
        grade = f"{text('kind.PIPELINE')}：{grade}"
    place = f"{_list(says.list)} {says.rank}" if says.rank else ""
    return (
        finding.name,
        " + ".join((grade, *(text(f"kind.{kind}") for kind in finding.also))),
        f"{says.points:.1f}" if says.points is not None else "",
        place,
        finding.because.text,
        [target.name for target in finding.targets],
    )


def _list(name: str) -> str:
    key = f"list.{name}"
    return text(key) if key in catalogue() else name


def ask_honesty(
    chain: Chain, region: Region = "", assume_complete: Complete = False, as_json: Json = False
) -> None:
    """数据说不清的事，和可行性分数的回测。What the data cannot answer; a test of feasibility."""
    home = open_home()
    used = gap_settings(home.root)
    situation = look(open_store(home), chain, region, used, assume_complete=assume_complete)
    found = honesty(situation, report_of(situation))
    if as_json:
        print_json(found.as_dict())
    else:
        _print_honesty(found)


def _print_honesty(found: Honesty) -> None:
    _head(found.report)
    if not found.limits:
        typer.echo(text("honesty.none"))
    for number, one in enumerate(found.limits, start=1):
        typer.echo(f"{number}. {one.text}")
    for tried in found.backtest.tried:
        shares = {
            name: f"{share:.1%}" for name, share in tried.as_dict().items() if name != "score"
        }
        typer.echo(text("cli.honesty.tried", name=text(f"backtest.{tried.name}"), **shares))
    names = ("segment", "kind", "makers", "last", "priced", "purchases", "limits")
    keys = {"segment": "cli.column.segment", "kind": "cli.column.kind"}
    print_table(
        [text(keys.get(name, f"honesty.col.{name}")) for name in names],
        [
            (
                one.finding.name,
                text(f"kind.{one.finding.kind}"),
                len(one.finding.makers),
                one.last or ("–" if not one.undated else text("web.undated")),
                text("honesty.of", count=one.unpriced, all=one.links),
                one.purchases,
                [text(f"honesty.limit.{code}") for code in one.limits],
            )
            for one in found.segments
        ],
    )


settings = typer.Typer(
    help="设定：阈值和权重。Settings: thresholds and weights.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@settings.callback()
def _settings() -> None:
    pass


@settings.command("gaps")
def gaps_settings(
    change: Annotated[
        list[str] | None,
        typer.Option("--set", help="改一项，名称=值，可多次。Change one, name=value; repeat."),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="恢复默认。Back to the defaults.")] = False,
    preview: Annotated[
        str,
        typer.Option(
            "--preview",
            help="不保存，只看这条链会变什么。Do not save; show what changes on this chain.",
        ),
    ] = "",
    assume_complete: Complete = False,
    by: Annotated[str, typer.Option(help="由谁改。Who changes it.")] = "",
    note: Annotated[str, typer.Option(help="为什么改。Why.")] = "",
    as_json: Json = False,
) -> None:
    """缺口判定的阈值和权重：列出、修改、预览、恢复。List, change, preview or reset them."""
    home = open_home()
    if reset and not preview:
        version = put_back(home, by=by, note=note)
        typer.echo(text("cli.gap_settings.saved", version=version))
        return
    used = gap_settings() if reset else gap_settings(home.root)
    after = edited(used, _given(change or []))
    if preview:
        found = open_store(home)
        before, then = (
            find_gaps(found, preview, assume_complete=assume_complete, settings=one)
            for one in (gap_settings(home.root), after)
        )
        _print_changes(before, then, as_json)
    elif change:
        version = save(home, after, by=by, note=note, seen=used.version)
        typer.echo(text("cli.gap_settings.saved", version=version))
    else:
        _print_settings(used, as_json, [one.as_dict() for one in saved(home.root)])


def _given(change: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in change:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError("gap_setting_pair", where="--set", pair=pair)
        given[name.strip()] = value
    return given


def _print_changes(before: GapReport, after: GapReport, as_json: bool) -> None:
    changed = [one for one in pairs(before, after) if one.differs]
    if as_json:
        print_json(
            {
                "data_version": before.data_version,
                "scope": before.scope.as_dict(),
                "settings_version": {"before": before.settings_version,
                                     "after": after.settings_version},
                "changes": [one.as_dict() for one in changed],
            }
        )  # fmt: skip
        return
    typer.echo(text("cli.gap_settings.preview", chain=before.scope.chain, count=len(changed)))
    if changed:
        print_table(
            [text(f"cli.column.{name}") for name in ("segment", "before", "after")],
            [(one.first.name, _says(one.before), _says(one.after)) for one in changed],
        )


def _says(one: Standing) -> str:
    kinds = " + ".join(text(f"kind.{kind}") for kind in (one.code.rpartition(":")[2], *one.also))
    points = f" {one.points:.1f}" if one.points is not None else ""
    return f"{kinds}{points}" + (f" · {_list(one.list)} {one.rank}" if one.rank else "")


def _print_settings(used: GapSettings, as_json: bool, history: list[dict[str, object]]) -> None:
    listed = fields(used)
    if as_json:
        values = [one.as_dict() | {"label": text(f"setting.{one.key}")} for one in listed]
        print_json({"version": used.version, "settings": values, "history": history})
        return
    print_table(
        [text(f"cli.column.{name}") for name in ("setting", "label", "value", "default", "range")],
        [
            (
                one.path,
                text(f"setting.{one.key}"),
                one.text,
                written(one.default, one.shape),
                span(one),
            )
            for one in listed
        ],
    )
    typer.echo(f"{text('settings.gaps.history.version')} {used.version}")
