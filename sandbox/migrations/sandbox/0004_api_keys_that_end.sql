-- API keys that are replaced: the old ones may still be used for a while.
-- Only SQL that both SQLite and PostgreSQL understand.

-- From this time on, in milliseconds since 1970, the key is refused. Null: it has no end.
ALTER TABLE api_keys ADD COLUMN expires_at BIGINT;
