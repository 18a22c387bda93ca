SELECT $a$x;$b$y;$a$, $A$ $a$ ; $A$;
SELECT $_1$;$_1$, $tag1$ $tag2$ ; $tag1$;
