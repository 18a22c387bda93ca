SELECT 1 /* a /* b; */ c; /* d */ ; */ ;
SELECT /*/* ; */*/ 2;
SELECT 3 /* ' */ ;
SELECT 4 /* $$ */ ;
