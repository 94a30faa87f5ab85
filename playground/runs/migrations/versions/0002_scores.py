"""What is counted beside the loss is called the score: accuracy for classes, skill for forecasts."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

EXAMINATION = ('confusion', 'right', 'wrong')


def upgrade() -> None:
    # a batch would make the table anew, and SQLite would delete the events with the old one
    op.execute('ALTER TABLE runs RENAME COLUMN test_accuracy TO test_score')
    events = sa.table(
        'events', sa.column('id', sa.Integer), sa.column('type', sa.String), sa.column('payload', sa.JSON)
    )
    connection = op.get_bind()
    chosen = sa.select(events).where(events.c.type.in_(('epoch', 'finished')))
    for row in connection.execute(chosen).all():
        payload = {name.replace('_accuracy', '_score'): value for name, value in row.payload.items()}
        if row.type == 'finished' and 'confusion' in payload:
            payload['examination'] = {name: payload.pop(name) for name in EXAMINATION}
        connection.execute(events.update().where(events.c.id == row.id).values(payload=payload))
