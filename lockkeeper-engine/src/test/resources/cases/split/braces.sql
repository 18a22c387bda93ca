SELECT '{d ''2020''}', '{fn now()};', '{{;}}';
SELECT 1;
