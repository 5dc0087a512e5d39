CREATE UNIQUE INDEX IF NOT EXISTS users_by_email ON users (email);
DROP INDEX IF EXISTS users_by_mail;
DROP TABLE IF EXISTS tmp_users, tmp_groups CASCADE;
TRUNCATE TABLE import_log;
