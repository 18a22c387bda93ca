SELECT $tag$${x}$tag$, '${y};';
SELECT 1;
