SELECT account_id, booked_on, amount,
       SUM(amount) OVER (PARTITION BY account_id ORDER BY booked_on ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS balance,
       LAG(amount, 1) OVER (PARTITION BY account_id ORDER BY booked_on) AS previous,
       ROW_NUMBER() OVER w AS n
FROM bookings
WINDOW w AS (PARTITION BY account_id ORDER BY booked_on DESC);
