"""A run can belong to a sweep, and says how much of the disk its files take."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sweeps',
        sa.Column('id', sa.String(16), primary_key=True),
        sa.Column('owner', sa.String(64), nullable=False),
        sa.Column('created', sa.Float(), nullable=False),
        sa.Column('plan', sa.JSON(), nullable=False),
    )
    op.create_index('sweeps_by_owner', 'sweeps', ['owner', 'created'])
    op.add_column('runs', sa.Column('sweep', sa.String(16)))
    op.add_column('runs', sa.Column('bytes', sa.BigInteger(), nullable=False, server_default='0'))
    op.create_index('runs_by_sweep', 'runs', ['sweep'])
