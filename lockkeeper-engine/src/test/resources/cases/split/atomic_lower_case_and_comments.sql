create or replace function atl() returns int language sql begin /* ; */ atomic -- ;
 select 1; /* end; */ select 2; -- end;
end;
select atl();
