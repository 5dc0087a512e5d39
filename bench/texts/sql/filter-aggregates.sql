SELECT department,
       COUNT(*) AS everybody,
       COUNT(*) FILTER (WHERE salary > 80000) AS well_paid,
       AVG(salary) FILTER (WHERE hired_on >= DATE '2020-01-01') AS recent_average
FROM employees
GROUP BY department;
