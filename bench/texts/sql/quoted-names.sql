SELECT "Order ID", "Customer Name" AS "Name", "Ship ""To""" FROM "Sales 2024" WHERE "Order ID" > 10000;
