"""A run keeps several checkpoints, and what a visitor's runs take of the disk is added up quickly."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('runs', sa.Column('checkpoints', sa.Integer(), nullable=False, server_default='0'))
    op.create_index('runs_by_room', 'runs', ['owner', 'bytes'])
