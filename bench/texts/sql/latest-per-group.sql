SELECT t.sensor_id, t.measured_at, t.value
FROM (
  SELECT sensor_id, measured_at, value,
         RANK() OVER (PARTITION BY sensor_id ORDER BY measured_at DESC) AS r
  FROM measurements
) AS t
WHERE t.r = 1;
