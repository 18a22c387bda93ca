ALTER TABLE products ADD COLUMN name text;
UPDATE products SET name = title;
ALTER TABLE products ALTER COLUMN name SET NOT NULL;

CREATE FUNCTION products_keep_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.title := coalesce(NEW.title, NEW.name);
    NEW.name := coalesce(NEW.name, NEW.title);
  ELSIF NEW.name IS DISTINCT FROM OLD.name THEN
    NEW.title := NEW.name;
  ELSE
    NEW.name := NEW.title;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER products_keep_both BEFORE INSERT OR UPDATE ON products
  FOR EACH ROW EXECUTE FUNCTION products_keep_both();
