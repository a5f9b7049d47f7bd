"""`answerable worker`: this machine works for a cluster."""

from __future__ import annotations

import click

from answerable.adapters.runner_cluster import serve_worker


@click.command()
@click.argument("address")
@click.option("--workers", default=0, type=click.IntRange(0, 256), help="How many; one a core if left out.")
def worker(address: str, workers: int) -> None:
    """Work for the cluster whose scheduler is at ADDRESS, such as tcp://10.0.0.5:8786, until it ends.

    The files that an investigation reads come over the network as they are; use it inside a network that you trust.
    """
    click.echo(f"Working for {address}; Ctrl-C ends it. What it was doing is then done by another worker.")
    serve_worker(address, workers)
    click.echo("Done. Next: answerable status DIR, where the investigation is")
