SELECT $$a;b$$, $$$$, $$'$$;
SELECT $$ -- ; $$;
