-- Servers that a person added, beside those of the settings. A ticket's secret stays until it was redeemed.
create table server (
    node_id    varchar(64)              not null primary key,
    name       varchar(32)              not null unique,
    addresses  varchar(2048)            not null,
    secret     varchar(32),
    added_at   timestamp with time zone not null
);

-- What a server may bring in, of the settings' servers too. No row: everything.
create table server_classes (
    node_id varchar(64)   not null primary key,
    classes varchar(1024) not null
);

-- What to attach unasked, beside the rules of the settings. No server: any.
create table attach_rule (
    id       bigint generated always as identity primary key,
    server   varchar(32),
    device   varchar(128)             not null,
    added_at timestamp with time zone not null
);

-- What each device was when it was first attached.
create table device_pin (
    id         bigint generated always as identity primary key,
    node_id    varchar(64)              not null,
    bus_id     varchar(31)              not null,
    vendor_id  integer                  not null,
    product_id integer                  not null,
    serial     varchar(126)             not null,
    digest     varchar(64)              not null,
    summary    varchar(512)             not null,
    pinned_at  timestamp with time zone not null,
    unique (node_id, bus_id, vendor_id, product_id)
);
