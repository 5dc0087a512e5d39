/* Accounts whose last
   three bookings were all refunds. */
SELECT account_id -- the account
FROM bookings
WHERE kind = 'refund'
GROUP BY account_id
HAVING COUNT(*) >= 3;
