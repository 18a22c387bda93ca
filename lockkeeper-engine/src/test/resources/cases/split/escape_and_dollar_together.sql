SELECT E'it\'s $$ not;', $$E'\';$$;
SELECT $$it's$$, E'\'$$;';
