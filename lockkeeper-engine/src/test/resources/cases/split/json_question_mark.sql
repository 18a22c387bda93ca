SELECT '{"a":1}'::jsonb ? 'a';
SELECT '{"a":1}'::jsonb ?| array['a;','b'];
SELECT '{"a;":1}'::jsonb ?& array['a;'];
SELECT '[1]'::jsonb @? '$[*] ? (@ > 0)';
