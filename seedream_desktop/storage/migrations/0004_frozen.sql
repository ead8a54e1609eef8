-- The sequence of a run as it was when the run began, so that no later edit reaches it; empty for
-- runs from before this, which go by the sequence as it is.

alter table runs add column content text not null default '';
