SELECT f.number, d.name AS departure, a.name AS arrival, p.last_name, t.seat
FROM flights f
JOIN airports d ON d.code = f.departure_code
JOIN airports a ON a.code = f.arrival_code
JOIN tickets t ON t.flight_id = f.id
JOIN passengers p ON p.id = t.passenger_id
CROSS JOIN settings
NATURAL JOIN carriers
WHERE f.leaves_at >= CURRENT_DATE AND (d.country, a.country) NOT IN (('DE', 'DE'), ('FR', 'FR'))
ORDER BY f.leaves_at NULLS LAST, t.seat;
