SELECT region, city, SUM(amount) FROM sales GROUP BY ROLLUP (region, city) ORDER BY region, city;
