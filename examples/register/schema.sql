-- Every table has a primary key: without one Spare cannot say which row a request changed.
CREATE TABLE register (
    key     text PRIMARY KEY,
    value   text NOT NULL,
    version bigint NOT NULL,
    changed timestamptz NOT NULL
);

CREATE TABLE counter (
    name  text PRIMARY KEY,
    value bigint NOT NULL
);

CREATE TABLE book (
    entry   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author  text NOT NULL,
    message text NOT NULL,
    written timestamptz NOT NULL
);
