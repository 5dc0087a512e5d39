WITH visits AS (
  SELECT user_id, MIN(seen_at) AS first_visit FROM page_views GROUP BY user_id
), signups AS (
  SELECT user_id, MIN(seen_at) AS signed_up FROM events WHERE kind = 'signup' GROUP BY user_id
), purchases AS (
  SELECT user_id, COUNT(*) AS n, SUM(total) AS spent FROM invoices GROUP BY user_id
)
SELECT COUNT(v.user_id) AS visited, COUNT(s.user_id) AS signed_up, COUNT(p.user_id) AS bought,
       100.0 * COUNT(p.user_id) / NULLIF(COUNT(v.user_id), 0) AS conversion
FROM visits v
LEFT JOIN signups s ON s.user_id = v.user_id
LEFT JOIN purchases p ON p.user_id = v.user_id;
