SELECT 'a;'
  'b;''c' -- note; 'x
;
SELECT 'a' -- quote ' and ;
   -- another;
   'b;';
SELECT E'a\';'
'b\';c';
SELECT x'1'
  'F';
SELECT U&'\0061;'
 '\0062';
