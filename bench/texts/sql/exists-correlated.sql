SELECT a.name
FROM authors a
WHERE EXISTS (
  SELECT * FROM books b
  WHERE b.author_id = a.id AND b.pages > (SELECT AVG(pages) FROM books)
) AND a.born > 1900;
