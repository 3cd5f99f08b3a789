-- Who may come in, who asked, and who is invited. Node ids in their text form, device patterns as people write them.
create table peer (
    id bigint generated always as identity primary key,
    node_id varchar(52) not null unique,
    name varchar(64) not null,
    notes varchar(1000) not null,
    take_over boolean not null,
    approved_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone,
    -- Set when the expiry was first seen, so that a clock that is set back does not bring the peer back.
    ended boolean not null
);

create table peer_grant (
    peer_id bigint not null references peer (id) on delete cascade,
    ordinal int not null,
    pattern varchar(512) not null,
    primary key (peer_id, ordinal)
);

-- Peers that changed their key: the old one is refused from then on.
create table peer_successor (
    old_node_id varchar(52) primary key,
    new_node_id varchar(52) not null,
    followed_at timestamp(6) with time zone not null
);

-- Unknown nodes that asked, until a person decides; those that were denied stay here.
create table pending_request (
    node_id varchar(52) primary key,
    node_name varchar(64) not null,
    address varchar(128) not null,
    -- What one host can send from: its IPv4 address, or its /64 of IPv6.
    network bigint not null,
    first_asked_at timestamp(6) with time zone not null,
    last_asked_at timestamp(6) with time zone not null,
    denied boolean not null
);

create table ticket (
    id varchar(16) primary key,
    -- SHA-256 of the secret in hexadecimal; the secret itself is stored nowhere.
    digest varchar(64) not null unique,
    peer_name varchar(64) not null,
    notes varchar(1000) not null,
    take_over boolean not null,
    approval_expires_at timestamp(6) with time zone,
    issued_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null,
    redeemed_at timestamp(6) with time zone,
    redeemed_by varchar(52),
    withdrawn_at timestamp(6) with time zone
);

create table ticket_grant (
    ticket_id varchar(16) not null references ticket (id) on delete cascade,
    ordinal int not null,
    pattern varchar(512) not null,
    primary key (ticket_id, ordinal)
);
