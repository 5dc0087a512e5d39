SELECT v.code, v.label FROM (VALUES (1, 'low'), (2, 'middle'), (3, 'high')) AS v (code, label);
