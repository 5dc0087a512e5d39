SELECT UPPER(TRIM(BOTH ' ' FROM name)) AS name,
       SUBSTRING(phone FROM 1 FOR 3) AS prefix,
       POSITION('@' IN email) AS at_sign,
       CHAR_LENGTH(notes) AS n
FROM contacts
WHERE email LIKE '%@example.org' AND notes NOT LIKE '%spam%';
