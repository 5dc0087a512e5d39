SELECT s.id, s.first_name || ' ' || s.last_name AS student
FROM students s
LEFT OUTER JOIN enrolments e ON e.student_id = s.id AND e.term = '2025-1'
WHERE e.student_id IS NULL
ORDER BY s.last_name, s.first_name;
