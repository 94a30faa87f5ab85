"""Alembic migrations of the store. ``store.open_store`` brings a store up to date before it is used."""
