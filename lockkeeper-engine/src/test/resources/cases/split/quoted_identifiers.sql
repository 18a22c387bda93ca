CREATE TABLE "quo;ted" ("a;b" int, "c'd" int, "e$$f" int, "g--h" int, "i/*j" int);
INSERT INTO "quo;ted" VALUES (1,2,3,4,5);
SELECT "a;b", "c'd", "e$$f", "g--h", "i/*j" FROM "quo;ted";
