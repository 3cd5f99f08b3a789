-- What a person decided about one device, in one place: null and empty where nothing was.
create table device_setting (
    bus_id varchar(32) not null,
    usb_id varchar(9) not null,
    serial varchar(256) not null,
    shared boolean,
    nickname varchar(64) not null,
    primary key (bus_id, usb_id, serial)
);

-- Devices that are shared wherever they are, besides those of the settings file.
create table share_filter (
    pattern varchar(256) primary key
);

-- One row.
create table sharing (
    id smallint primary key,
    auto_share boolean not null
);

insert into sharing (id, auto_share) values (1, false);

-- Rules, in the form in which people write them: null where there is none.
create table device_policy (
    name varchar(64) primary key,
    devices varchar(8192) not null,
    peers varchar(8192),
    time_windows varchar(8192),
    max_length varchar(64),
    warnings varchar(256),
    blocked_classes varchar(8192),
    pin_hash varchar(256),
    idle_timeout varchar(64),
    bytes_per_second varchar(64),
    take_over varchar(8192),
    note varchar(256)
);

-- Wrong PINs since the last right one.
create table pin_failure (
    policy varchar(64) not null references device_policy (name) on delete cascade,
    peer varchar(64) not null,
    failures integer not null,
    locked_until timestamp(6) with time zone not null,
    primary key (policy, peer)
);
