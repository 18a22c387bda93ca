-- it's; not "closed; $$ here
SELECT 1;
/* it's; not "closed; $$ here */ SELECT 2;
