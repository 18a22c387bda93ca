INSERT INTO users (id, email, display_name) VALUES
  ('00000000-0000-4000-8000-000000000001', 'ada@example.com', 'Ada'),
  ('00000000-0000-4000-8000-000000000002', 'grace@example.com', 'Grace')
ON CONFLICT DO NOTHING;
