-- The audit log: a chain of records, each with the hash of the one before. Only ever appended to.
create table audit_record (
    seq bigint primary key,
    happened_at timestamp(6) with time zone not null,
    kind varchar(64) not null,
    actor varchar(256) not null,
    -- A JSON object of texts, in printable ASCII.
    details varchar(65536) not null,
    previous_hash varchar(64) not null,
    hash varchar(64) not null
);

-- The chain's end once more, in one row: it shows when records are cut off the end. Writers lock it.
create table audit_head (
    id smallint primary key,
    seq bigint not null,
    hash varchar(64) not null
);

insert into audit_head (id, seq, hash)
values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
