PREPARE dp (int) AS SELECT $1;
EXECUTE dp(1);
PREPARE dp2 (int, text) AS SELECT $1+1, $2||';';
EXECUTE dp2(1, ';');
DEALLOCATE ALL;
