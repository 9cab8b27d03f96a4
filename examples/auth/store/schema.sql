create table if not exists users (
	id integer primary key,
	email text not null unique,
	name text not null,
	password text not null, -- hash of argon2id
	is_admin integer not null default 0
) strict;

-- A login is one user in one browser. acting_as is the user whose pages an administrator sees.
create table if not exists logins (
	id text primary key,
	user_id integer not null references users (id) on delete cascade,
	acting_as integer references users (id) on delete cascade,
	browser text not null,
	created integer not null, -- seconds since 1970
	expires integer not null
) strict;

create index if not exists logins_user on logins (user_id);

-- Tokens are in mails. Who can read the database cannot use them.
create table if not exists resets (
	hash blob primary key, -- SHA-256
	user_id integer not null references users (id) on delete cascade,
	expires integer not null
) strict;

create table if not exists sessions (
	token text primary key, -- hash, by scs
	data blob not null,
	expires integer not null
) strict;
