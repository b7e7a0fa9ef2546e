-- The teacher sent the hand-in back: names of the ticks that could not be made, for its makers to read. The last time only.
CREATE TABLE sent_back (
  contribution_id {uuid} PRIMARY KEY REFERENCES contribution (id) ON DELETE CASCADE,
  ticks {json} NOT NULL,
  sent_at {time} NOT NULL
);
