SELECT id, (width * height) / 2.0 AS area, -elevation AS depth, 1e-3 * mass AS kg, id % 16 AS bucket
FROM shapes
WHERE NOT (width = 0 OR height = 0) AND mass > .5;
