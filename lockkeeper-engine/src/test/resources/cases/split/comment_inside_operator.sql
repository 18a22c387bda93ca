SELECT 1 +/* ; */2;
SELECT 1 +-- ;
2;
SELECT @-- abs;
 -4;
SELECT 3 *-- times;
 -1;
