-- A row waits until somebody answers it; then it is deleted, and the audit chain knows.
CREATE TABLE teacher_request (
  account_id {uuid} PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  school varchar(120) NOT NULL,
  created_at {time} NOT NULL
);

ALTER TABLE report ADD COLUMN language varchar(2) NOT NULL DEFAULT 'sv'
