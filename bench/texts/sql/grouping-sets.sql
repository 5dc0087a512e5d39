SELECT region, product, SUM(amount) AS total
FROM sales
GROUP BY GROUPING SETS ((region, product), (region), ());
