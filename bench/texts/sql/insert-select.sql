INSERT INTO archive (id, kind, payload)
SELECT e.id, e.kind, e.payload
FROM events e
WHERE e.happened_at < TIMESTAMP '2024-06-30 23:59:59'
ORDER BY e.id;
