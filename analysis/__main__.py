"""`python -m analysis`: what the evidence says."""

import typer

from analysis.commands import board, economics, judgement, ranking, refresh, rubrics, track_record

app = typer.Typer(
    help="What the evidence says: judgement, claims, compute. Exit status 2 for bad input.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
rubric_app = typer.Typer(help="Rubrics: what is weighed, and how.", no_args_is_help=True)
app.add_typer(rubric_app, name="rubric")

for command in (
    judgement.assess,
    judgement.compare,
    judgement.questions,
    track_record.history,
    track_record.backtest,
    track_record.calibrate,
    judgement.verdict,
    economics.training,
    economics.serving,
    economics.finance,
    economics.waterfall,
):
    app.command()(command)
app.command("refresh")(refresh.refresh)
app.command("ranking")(ranking.ranking)
app.command("board")(board.show_board)
rubric_app.command("check")(rubrics.check)
rubric_app.command("profiles")(rubrics.profiles)

if __name__ == "__main__":
    app()
