DELETE FROM sessions
WHERE expires_at < CURRENT_TIMESTAMP
   OR NOT EXISTS (SELECT 1 FROM users u WHERE u.id = sessions.user_id);
