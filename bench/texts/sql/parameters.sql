SELECT id, title, body FROM posts
WHERE author_id = :author AND published_at BETWEEN :since AND :until
  AND lower(title) LIKE ?
ORDER BY published_at DESC
FETCH FIRST 10 ROWS ONLY;
