WITH RECURSIVE chart (id, manager_id, name, depth, path) AS (
  SELECT e.id, e.manager_id, e.name, 0, CAST(e.name AS VARCHAR(2000))
  FROM employees e
  WHERE e.manager_id IS NULL
  UNION ALL
  SELECT e.id, e.manager_id, e.name, c.depth + 1, c.path || ' > ' || e.name
  FROM employees e
  INNER JOIN chart c ON c.id = e.manager_id
  WHERE c.depth < 20
)
SELECT depth, path FROM chart ORDER BY path;
