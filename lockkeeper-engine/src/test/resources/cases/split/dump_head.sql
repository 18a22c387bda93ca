SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE TABLE public.dh (
    id integer NOT NULL,
    path text DEFAULT 'C:\'::text
);
ALTER TABLE ONLY public.dh
    ADD CONSTRAINT dh_pkey PRIMARY KEY (id);
SELECT pg_catalog.set_config('search_path', 'public', false);
