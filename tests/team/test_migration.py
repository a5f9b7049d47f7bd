"""A newsroom of before roles were kept apart comes up to date with its people."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import answerable.store.engine as engine
from answerable.model.account import Role, Stage
from answerable.store.record import Record
from answerable.store.team.accounts import Accounts
from answerable.store.team.tables import metadata


def test_people_keep_their_roles_sessions_and_invitations(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    old = sa.create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        columns = "id, name, name_key, role, password, secret, has_second, last_step, recovery, is_open, made_at"
        for at, (name, role, is_open) in enumerate((("Ada Moor", "editor", 1), ("Bea Cole", "coder", 0))):
            row = f"'acc-{at}', '{name}', '{name.lower()}', '{role}', 'hash', 'sealed', 1, 0, '[]', {is_open}, '2026'"
            connection.execute(sa.text(f"INSERT INTO accounts ({columns}) VALUES ({row})"))
        connection.execute(sa.text("INSERT INTO sessions VALUES ('ses-1', 'acc-0', 'full', '2026', '2026')"))
        invited = "'inv-1', 'Cai Dean', 'viewer', 'Ada Moor', '2026', '2027', '', ''"
        connection.execute(sa.text(f"INSERT INTO invitations VALUES ({invited})"))
    old.dispose()
    with Record.open(url, archive=tmp_path) as record:
        accounts = Accounts(record)
        assert [(one.name, one.role, one.is_open) for one in accounts.all()] == [
            ("Ada Moor", Role.EDITOR, True),
            ("Bea Cole", Role.CODER, False),
        ]
        found = accounts.find_session("ses-1")
        assert found is not None
        assert (found[0].stage, found[1].name, found[1].role) == (Stage.FULL, "Ada Moor", Role.EDITOR)
        assert [(one.name, one.role, one.email) for one in accounts.open_invitations("2026-05")] == [
            ("Cai Dean", Role.VIEWER, "")
        ]
        assert accounts.roles_of("acc-1") == {}
        there = sa.inspect(record.engine)
        for table in metadata.sorted_tables:
            assert {one["name"] for one in there.get_columns(table.name)} == {one.name for one in table.columns}, table
