"""The database opened: engines, transactions, locks, who may read, whether it is whole."""
