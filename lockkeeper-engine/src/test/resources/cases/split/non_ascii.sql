CREATE TABLE größe (naïve text, "日本;語" text);
INSERT INTO größe VALUES ('ü;ñ', '😀;');
SELECT naïve, "日本;語" FROM größe;
