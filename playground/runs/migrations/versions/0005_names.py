"""A run has a name, tags and a note, can lie in the bin, and is sorted and searched by its data and its model."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

TEXTS = {
    'name': sa.String(80), 'tags': sa.Text(), 'note': sa.Text(), 'data': sa.String(80), 'model': sa.String(80),
}
LISTED = ('data', 'tags', 'status', 'name', 'model', 'best', 'started', 'ended')


def upgrade() -> None:
    for name, kind in TEXTS.items():
        op.add_column('runs', sa.Column(name, kind, nullable=False, server_default=''))
    op.add_column('runs', sa.Column('deleted', sa.Float()))
    op.create_index('runs_by_deletion', 'runs', ['deleted'])
    op.drop_index('runs_by_owner', 'runs')
    op.create_index('runs_by_owner', 'runs', ['owner', 'deleted', 'created', *LISTED, 'id'])
    runs = sa.table('runs', *(sa.column(name) for name in ('id', 'data', 'model')), sa.column('config', sa.JSON))
    connection = op.get_bind()
    for row in connection.execute(sa.select(runs)).all():
        chosen = {'data': _name(row.config.get('data')), 'model': _name(row.config.get('model'))}
        connection.execute(runs.update().where(runs.c.id == row.id).values(chosen))


def _name(choice: object) -> str:
    name = choice.get('name') if isinstance(choice, dict) else choice
    return name[:80] if isinstance(name, str) else ''
