-- What to do about a server without being asked: manual, auto, auto-devices.
alter table server add column connect_mode varchar(16) default 'auto' not null;
