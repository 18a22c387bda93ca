SET application_name = 'a;b';
SET SESSION application_name TO "x;y";
NOTIFY chan, 'pay;load';
RESET application_name;
