SELECT p.name,
       CASE WHEN p.price < 10 THEN 'cheap'
            WHEN p.price BETWEEN 10 AND 99.99 THEN 'middle'
            ELSE 'dear' END AS band,
       COALESCE(p.discount, 0) AS discount
FROM products p
WHERE p.name IS NOT NULL;
