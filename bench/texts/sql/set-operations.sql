SELECT city FROM customers
UNION
SELECT city FROM suppliers
EXCEPT
SELECT city FROM blocked_cities
ORDER BY 1;
