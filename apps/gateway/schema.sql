CREATE TABLE consumed_aggregates (
  topic text NOT NULL,
  aggregate_id text NOT NULL,
  last_version integer NOT NULL,
  parked_reason text,
  parked_at timestamp with time zone,
  seen bytea,
  CONSTRAINT consumed_aggregates_pkey PRIMARY KEY (topic, aggregate_id),
  CONSTRAINT consumed_aggregates_parked CHECK (((parked_reason IS NULL) = (parked_at IS NULL))),
  CONSTRAINT consumed_aggregates_parked_reason CHECK ((parked_reason = ANY (ARRAY['RETRY'::text, 'DEAD_LETTER'::text, 'GAP'::text]))),
  CONSTRAINT consumed_aggregates_version_not_negative CHECK ((last_version >= 0))
) WITH (fillfactor=80);

CREATE TABLE consumer_positions (
  topic text NOT NULL,
  partition integer NOT NULL,
  incarnation text NOT NULL,
  "position" bigint NOT NULL,
  rebuild_target bigint,
  rebuild_started_at timestamp with time zone,
  updated_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT consumer_positions_pkey PRIMARY KEY (topic, partition)
);

CREATE TABLE dead_letters (
  id uuid NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  incarnation text NOT NULL,
  "position" bigint NOT NULL,
  aggregate_id text,
  aggregate_version integer,
  type text,
  headers jsonb NOT NULL,
  body bytea,
  reason text NOT NULL,
  attempts integer NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'OPEN'::text,
  request text,
  resolved_at timestamp with time zone,
  CONSTRAINT dead_letters_pkey PRIMARY KEY (id),
  CONSTRAINT dead_letters_once UNIQUE (topic, incarnation, partition, "position"),
  CONSTRAINT dead_letters_request CHECK ((request = ANY (ARRAY['REPLAY'::text, 'DISCARD'::text]))),
  CONSTRAINT dead_letters_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'REPLAYED'::text, 'DISCARDED'::text])))
);

CREATE TABLE national_code_tables (
  destination text NOT NULL,
  name text NOT NULL,
  content jsonb NOT NULL,
  fetched_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  changed_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT national_code_tables_pkey PRIMARY KEY (destination, name)
);

CREATE TABLE national_differences (
  id uuid NOT NULL,
  destination text NOT NULL,
  kind text NOT NULL,
  code text NOT NULL,
  dossier_id uuid,
  agency_code text,
  status_here text,
  status_there text,
  ledger text NOT NULL,
  owner text NOT NULL,
  first_seen_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  last_seen_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  last_seen_in uuid NOT NULL,
  closed_at timestamp with time zone,
  CONSTRAINT national_differences_pkey PRIMARY KEY (id),
  CONSTRAINT national_differences_kind CHECK ((kind = ANY (ARRAY['MISSING_THERE'::text, 'MISSING_HERE'::text, 'STATUS_DIFFERS'::text, 'OTHER_DOSSIER'::text])))
);

CREATE TABLE national_reconciliations (
  id uuid NOT NULL,
  destination text NOT NULL,
  state text NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  started_at timestamp with time zone,
  progress_at timestamp with time zone,
  finished_at timestamp with time zone,
  held_here integer NOT NULL DEFAULT 0,
  held_there integer NOT NULL DEFAULT 0,
  in_transit integer NOT NULL DEFAULT 0,
  differences integer NOT NULL DEFAULT 0,
  error text,
  CONSTRAINT national_reconciliations_pkey PRIMARY KEY (id),
  CONSTRAINT national_reconciliations_state CHECK ((state = ANY (ARRAY['REQUESTED'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text, 'INTERRUPTED'::text])))
);

CREATE TABLE national_send_attempts (
  destination text NOT NULL,
  dossier_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  outcome text NOT NULL,
  version integer,
  error_class text,
  error_code text,
  error_message text
);

CREATE TABLE national_sends (
  destination text NOT NULL,
  dossier_id uuid NOT NULL,
  code text,
  agency_code text NOT NULL,
  procedure_code text NOT NULL,
  wanted_version integer NOT NULL,
  wanted_status text NOT NULL,
  acknowledged_version integer,
  acknowledged_status text,
  acknowledged_at timestamp with time zone,
  held_there boolean NOT NULL,
  progress_rows integer NOT NULL,
  look_first boolean NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL,
  due_at timestamp with time zone,
  lease uuid,
  error_class text,
  owner text,
  error_code text,
  error_message text,
  failing_since timestamp with time zone,
  unsent_since timestamp with time zone,
  CONSTRAINT national_sends_pkey PRIMARY KEY (destination, dossier_id),
  CONSTRAINT national_sends_code CHECK (((state = 'WAITING'::text) OR (code IS NOT NULL))),
  CONSTRAINT national_sends_due CHECK (((state = ANY (ARRAY['DUE'::text, 'OPEN'::text])) = (due_at IS NOT NULL))),
  CONSTRAINT national_sends_error_class CHECK ((error_class = ANY (ARRAY['RETRY'::text, 'FIX_DATA'::text, 'FIX_MAPPING'::text, 'DROP'::text]))),
  CONSTRAINT national_sends_owner CHECK (((error_class IS NULL) = (owner IS NULL))),
  CONSTRAINT national_sends_state CHECK ((state = ANY (ARRAY['WAITING'::text, 'DUE'::text, 'OPEN'::text, 'ACKNOWLEDGED'::text, 'STOPPED'::text])))
) WITH (fillfactor=70);

CREATE TABLE national_submissions (
  destination text NOT NULL,
  portal_code text NOT NULL,
  state text NOT NULL,
  dossier_id uuid,
  answer text,
  fetched_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  due_at timestamp with time zone NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  error_class text,
  owner text,
  error_code text,
  error_message text,
  failing_since timestamp with time zone,
  sent_since timestamp with time zone,
  lease_until timestamp with time zone,
  refusal_reason text,
  refused_by text,
  refused_at timestamp with time zone,
  may_run_until timestamp with time zone,
  CONSTRAINT national_submissions_pkey PRIMARY KEY (destination, portal_code),
  CONSTRAINT national_submissions_one_dossier UNIQUE (destination, dossier_id),
  CONSTRAINT national_submissions_answer CHECK ((answer = ANY (ARRAY['TAKEN_OVER'::text, 'ACCEPTED'::text, 'REFUSED'::text, 'WITHDRAWN'::text]))),
  CONSTRAINT national_submissions_dossier CHECK (
CASE
    WHEN (refused_at IS NULL) THEN ((state = 'SUBMITTING'::text) = (dossier_id IS NULL))
    ELSE ((dossier_id IS NULL) AND (state = ANY (ARRAY['REFUSED'::text, 'ANSWERED'::text])))
END),
  CONSTRAINT national_submissions_refusal CHECK ((((refused_at IS NULL) = (refusal_reason IS NULL)) AND ((refused_at IS NULL) = (refused_by IS NULL)))),
  CONSTRAINT national_submissions_state CHECK ((state = ANY (ARRAY['SUBMITTING'::text, 'SUBMITTED'::text, 'REFUSED'::text, 'ANSWERED'::text])))
);

CREATE TABLE national_syncs (
  destination text NOT NULL,
  what text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  started_at timestamp with time zone,
  succeeded_at timestamp with time zone,
  records_read integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  error text,
  CONSTRAINT national_syncs_pkey PRIMARY KEY (destination, what),
  CONSTRAINT national_syncs_what CHECK ((what = ANY (ARRAY['PROCEDURES'::text, 'CODE_TABLES'::text])))
);

CREATE TABLE outbox (
  "position" bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  id uuid NOT NULL,
  topic text NOT NULL,
  aggregate_id text NOT NULL,
  aggregate_version integer NOT NULL,
  type text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  traceparent text,
  data jsonb NOT NULL,
  published_at timestamp with time zone,
  CONSTRAINT outbox_pkey PRIMARY KEY ("position"),
  CONSTRAINT outbox_aggregate_version_once UNIQUE (topic, aggregate_id, aggregate_version),
  CONSTRAINT outbox_aggregate_id_length CHECK (((length(aggregate_id) >= 1) AND (length(aggregate_id) <= 200))),
  CONSTRAINT outbox_aggregate_version_positive CHECK ((aggregate_version > 0))
);

CREATE TABLE outbox_republications (
  id uuid NOT NULL,
  requested_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  next_position bigint NOT NULL,
  last_position bigint NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT outbox_republications_pkey PRIMARY KEY (id)
);

CREATE TABLE parked_events (
  id uuid NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  incarnation text NOT NULL,
  "position" bigint NOT NULL,
  aggregate_id text NOT NULL,
  aggregate_version integer NOT NULL,
  headers jsonb NOT NULL,
  body bytea NOT NULL,
  parked_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  started_at timestamp with time zone,
  last_error text,
  next_attempt_at timestamp with time zone,
  CONSTRAINT parked_events_pkey PRIMARY KEY (id),
  CONSTRAINT parked_events_once UNIQUE (topic, aggregate_id, aggregate_version)
);

ALTER TABLE national_differences ADD CONSTRAINT national_differences_last_seen_in_fkey FOREIGN KEY (last_seen_in) REFERENCES national_reconciliations(id);

CREATE INDEX consumed_aggregates_parked_keys ON public.consumed_aggregates USING btree (topic, aggregate_id) WHERE (parked_reason IS NOT NULL);
CREATE INDEX dead_letters_open ON public.dead_letters USING btree (finished_at, id) WHERE (state = 'OPEN'::text);
CREATE INDEX national_differences_closed ON public.national_differences USING btree (destination, first_seen_at, id) WHERE (closed_at IS NOT NULL);
CREATE INDEX national_differences_open ON public.national_differences USING btree (destination, first_seen_at, id) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX national_differences_open_once ON public.national_differences USING btree (destination, kind, code) WHERE (closed_at IS NULL);
CREATE INDEX national_reconciliations_newest ON public.national_reconciliations USING btree (destination, requested_at DESC);
CREATE UNIQUE INDEX national_reconciliations_one_at_a_time ON public.national_reconciliations USING btree (destination) WHERE (state = ANY (ARRAY['REQUESTED'::text, 'RUNNING'::text]));
CREATE INDEX national_send_attempts_by_dossier ON public.national_send_attempts USING btree (destination, dossier_id, at DESC);
CREATE INDEX national_send_attempts_by_time ON public.national_send_attempts USING btree (at);
CREATE INDEX national_sends_by_agency ON public.national_sends USING btree (destination, agency_code, dossier_id);
CREATE INDEX national_sends_by_class ON public.national_sends USING btree (destination, error_class, dossier_id) WHERE (error_class IS NOT NULL);
CREATE INDEX national_sends_by_code ON public.national_sends USING btree (destination, code);
CREATE INDEX national_sends_by_due ON public.national_sends USING btree (destination, due_at) WHERE (state = ANY (ARRAY['DUE'::text, 'OPEN'::text]));
CREATE INDEX national_sends_by_state ON public.national_sends USING btree (destination, state, dossier_id);
CREATE INDEX national_sends_unsent ON public.national_sends USING btree (destination, unsent_since) WHERE (unsent_since IS NOT NULL);
CREATE INDEX national_submissions_by_state ON public.national_submissions USING btree (destination, state, portal_code);
CREATE INDEX national_submissions_failing ON public.national_submissions USING btree (destination, error_class) WHERE (error_class IS NOT NULL);
CREATE INDEX national_submissions_unanswered ON public.national_submissions USING btree (destination, due_at) WHERE (state = ANY (ARRAY['SUBMITTED'::text, 'REFUSED'::text]));
CREATE INDEX national_submissions_without_answer ON public.national_submissions USING btree (destination, fetched_at) WHERE (answer IS NULL);
CREATE INDEX outbox_unpublished ON public.outbox USING btree ("position") WHERE (published_at IS NULL);
CREATE INDEX parked_events_due ON public.parked_events USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);

COMMENT ON TABLE consumed_aggregates IS 'The last event applied of each aggregate: what makes a redelivery harmless';
COMMENT ON COLUMN consumed_aggregates.topic IS 'Topic';
COMMENT ON COLUMN consumed_aggregates.aggregate_id IS 'Aggregate (partition key)';
COMMENT ON COLUMN consumed_aggregates.last_version IS 'Version of the last event applied; 0: none';
COMMENT ON COLUMN consumed_aggregates.parked_reason IS 'Why later events of this aggregate wait: RETRY of a failed one, a DEAD_LETTER, or a GAP (a version is missing)';
COMMENT ON COLUMN consumed_aggregates.parked_at IS 'Since when they wait';
COMMENT ON COLUMN consumed_aggregates.seen IS 'Four bytes of the id of the event of each of the latest versions, at most 64, the last one at the end; NULL: not known';
COMMENT ON TABLE consumer_positions IS 'How far this service has read each partition; committed together with the effects';
COMMENT ON COLUMN consumer_positions.topic IS 'Topic';
COMMENT ON COLUMN consumer_positions.partition IS 'Partition of the topic';
COMMENT ON COLUMN consumer_positions.incarnation IS 'Which life of the topic the position is of; an emptied broker has another';
COMMENT ON COLUMN consumer_positions."position" IS 'Next position to read';
COMMENT ON COLUMN consumer_positions.rebuild_target IS 'Position that a rebuild has to reach to be complete; null: no rebuild';
COMMENT ON COLUMN consumer_positions.rebuild_started_at IS 'When the rebuild began';
COMMENT ON COLUMN consumer_positions.updated_at IS 'When the position last moved';
COMMENT ON TABLE dead_letters IS 'Messages that could not be applied, with why; they wait for a person';
COMMENT ON COLUMN dead_letters.id IS 'Identity of the dead letter (UUIDv7)';
COMMENT ON COLUMN dead_letters.topic IS 'Topic that it came from';
COMMENT ON COLUMN dead_letters.partition IS 'Partition that it came from';
COMMENT ON COLUMN dead_letters.incarnation IS 'Life of the topic that it came from';
COMMENT ON COLUMN dead_letters."position" IS 'Position in the partition';
COMMENT ON COLUMN dead_letters.aggregate_id IS 'Aggregate, as far as the message tells';
COMMENT ON COLUMN dead_letters.aggregate_version IS 'Version of the aggregate, as far as the message tells';
COMMENT ON COLUMN dead_letters.type IS 'Event type, as far as the message tells';
COMMENT ON COLUMN dead_letters.headers IS 'Original headers';
COMMENT ON COLUMN dead_letters.body IS 'Original body, byte for byte';
COMMENT ON COLUMN dead_letters.reason IS 'Why it could not be applied';
COMMENT ON COLUMN dead_letters.attempts IS 'How often it was tried; 0: refused before any attempt';
COMMENT ON COLUMN dead_letters.started_at IS 'First attempt';
COMMENT ON COLUMN dead_letters.finished_at IS 'When it was given up';
COMMENT ON COLUMN dead_letters.state IS 'OPEN; REPLAYED: applied in the end; DISCARDED: never to be applied';
COMMENT ON COLUMN dead_letters.request IS 'What an operator asks the running service to do with it';
COMMENT ON COLUMN dead_letters.resolved_at IS 'When it stopped being open';
COMMENT ON TABLE national_code_tables IS 'Code tables of a national portal as it gave them last';
COMMENT ON COLUMN national_code_tables.destination IS 'National portal';
COMMENT ON COLUMN national_code_tables.name IS 'Service that gives it';
COMMENT ON COLUMN national_code_tables.content IS 'Its rows';
COMMENT ON COLUMN national_code_tables.fetched_at IS 'Last fetched at, in real time';
COMMENT ON COLUMN national_code_tables.changed_at IS 'Last changed at, in real time';
COMMENT ON TABLE national_differences IS 'Dossiers about which both sides did not agree when they were compared';
COMMENT ON COLUMN national_differences.id IS 'Identity (UUIDv7)';
COMMENT ON COLUMN national_differences.destination IS 'National portal';
COMMENT ON COLUMN national_differences.kind IS 'In what they differ';
COMMENT ON COLUMN national_differences.code IS 'Code of the dossier';
COMMENT ON COLUMN national_differences.dossier_id IS 'Dossier; null when it is not held here';
COMMENT ON COLUMN national_differences.agency_code IS 'Agency that answers for it';
COMMENT ON COLUMN national_differences.status_here IS 'State here';
COMMENT ON COLUMN national_differences.status_there IS 'State there';
COMMENT ON COLUMN national_differences.ledger IS 'State of its entry in the ledger, BEHIND or NONE';
COMMENT ON COLUMN national_differences.owner IS 'Role that finds out';
COMMENT ON COLUMN national_differences.first_seen_at IS 'First seen at, in real time';
COMMENT ON COLUMN national_differences.last_seen_at IS 'Last seen at, in real time';
COMMENT ON COLUMN national_differences.last_seen_in IS 'Reconciliation that saw it last';
COMMENT ON COLUMN national_differences.closed_at IS 'End of the first reconciliation that did not see it any more';
COMMENT ON TABLE national_reconciliations IS 'Comparisons of what dossier-service and a national portal hold';
COMMENT ON COLUMN national_reconciliations.id IS 'Identity (UUIDv7)';
COMMENT ON COLUMN national_reconciliations.destination IS 'National portal';
COMMENT ON COLUMN national_reconciliations.state IS 'REQUESTED, RUNNING in one instance, COMPLETED, FAILED, INTERRUPTED when its instance went away';
COMMENT ON COLUMN national_reconciliations.requested_by IS 'Token subject that asked for it; schedule for the daily one';
COMMENT ON COLUMN national_reconciliations.requested_at IS 'Asked for at, in real time';
COMMENT ON COLUMN national_reconciliations.started_at IS 'Begun at, in real time';
COMMENT ON COLUMN national_reconciliations.progress_at IS 'Last sign that it goes on, in real time';
COMMENT ON COLUMN national_reconciliations.finished_at IS 'Ended at, in real time';
COMMENT ON COLUMN national_reconciliations.held_here IS 'Dossiers that the portal should hold';
COMMENT ON COLUMN national_reconciliations.held_there IS 'Dossiers that it holds';
COMMENT ON COLUMN national_reconciliations.in_transit IS 'Dossiers that differ because their send is under way';
COMMENT ON COLUMN national_reconciliations.differences IS 'Differences that it named';
COMMENT ON COLUMN national_reconciliations.error IS 'Why it failed';
COMMENT ON TABLE national_send_attempts IS 'How each attempt to send a dossier ended; kept for ninety days';
COMMENT ON COLUMN national_send_attempts.destination IS 'National portal';
COMMENT ON COLUMN national_send_attempts.dossier_id IS 'Dossier';
COMMENT ON COLUMN national_send_attempts.at IS 'When it ended, in real time';
COMMENT ON COLUMN national_send_attempts.outcome IS 'PROVEN, FAILED, UNPROVEN or RELEASED';
COMMENT ON COLUMN national_send_attempts.version IS 'Version that was sent';
COMMENT ON COLUMN national_send_attempts.error_class IS 'What has to be done';
COMMENT ON COLUMN national_send_attempts.error_code IS 'Why it failed';
COMMENT ON COLUMN national_send_attempts.error_message IS 'Why it failed, in words';
COMMENT ON TABLE national_sends IS 'Ledger of sends: what a national portal is to hold of a dossier, and what it is known to hold';
COMMENT ON COLUMN national_sends.destination IS 'National portal';
COMMENT ON COLUMN national_sends.dossier_id IS 'Dossier';
COMMENT ON COLUMN national_sends.code IS 'Its code (MaHoSo), from acceptance on';
COMMENT ON COLUMN national_sends.agency_code IS 'Agency that answers for it';
COMMENT ON COLUMN national_sends.procedure_code IS 'Procedure';
COMMENT ON COLUMN national_sends.wanted_version IS 'Version of the dossier that the portal is to hold';
COMMENT ON COLUMN national_sends.wanted_status IS 'State in that version';
COMMENT ON COLUMN national_sends.acknowledged_version IS 'Version that the portal is known to hold';
COMMENT ON COLUMN national_sends.acknowledged_status IS 'State in that version';
COMMENT ON COLUMN national_sends.acknowledged_at IS 'When that was known, in real time';
COMMENT ON COLUMN national_sends.held_there IS 'Whether the portal is believed to hold it in some state: it is then sent as an update';
COMMENT ON COLUMN national_sends.progress_rows IS 'Rows of its progress that the portal is known to hold';
COMMENT ON COLUMN national_sends.look_first IS 'What the portal holds has to be looked up before anything is sent';
COMMENT ON COLUMN national_sends.state IS 'WAITING for a code, DUE, OPEN (under way or unproven), ACKNOWLEDGED, STOPPED until a change or a hand';
COMMENT ON COLUMN national_sends.attempts IS 'Failures since the last success';
COMMENT ON COLUMN national_sends.due_at IS 'When it is worked on next; while it is worked on, when that lease ends';
COMMENT ON COLUMN national_sends.lease IS 'Who works on it, or did last';
COMMENT ON COLUMN national_sends.error_class IS 'What has to be done about its failure';
COMMENT ON COLUMN national_sends.owner IS 'Role that has to do it';
COMMENT ON COLUMN national_sends.error_code IS 'Why it failed, machine-readable';
COMMENT ON COLUMN national_sends.error_message IS 'Why it failed; names fields, never what stands in them';
COMMENT ON COLUMN national_sends.failing_since IS 'First failure since the last success';
COMMENT ON COLUMN national_sends.unsent_since IS 'Since when the portal lacks what is wanted; null when it has it';
COMMENT ON TABLE national_submissions IS 'Dossiers that citizens submitted at a national portal; what they wrote passes through and is not kept';
COMMENT ON COLUMN national_submissions.destination IS 'National portal';
COMMENT ON COLUMN national_submissions.portal_code IS 'The portal''s code of it: by which it is submitted once';
COMMENT ON COLUMN national_submissions.state IS 'SUBMITTING, SUBMITTED here, REFUSED by a person, ANSWERED for good';
COMMENT ON COLUMN national_submissions.dossier_id IS 'Its dossier';
COMMENT ON COLUMN national_submissions.answer IS 'What the portal was last told';
COMMENT ON COLUMN national_submissions.fetched_at IS 'First fetched at, in real time';
COMMENT ON COLUMN national_submissions.due_at IS 'Not worked on before; while it is worked on, when that ends at the latest';
COMMENT ON COLUMN national_submissions.attempts IS 'Failures since the last success';
COMMENT ON COLUMN national_submissions.error_class IS 'What has to be done about its failure';
COMMENT ON COLUMN national_submissions.owner IS 'Role that has to do it';
COMMENT ON COLUMN national_submissions.error_code IS 'Why it failed, machine-readable';
COMMENT ON COLUMN national_submissions.error_message IS 'Why it failed; names fields, never what stands in them';
COMMENT ON COLUMN national_submissions.failing_since IS 'First failure since the last success';
COMMENT ON COLUMN national_submissions.sent_since IS 'Since when it may be a dossier of which nothing is known here: sent, and not answered';
COMMENT ON COLUMN national_submissions.lease_until IS 'Until when an instance may be submitting it';
COMMENT ON COLUMN national_submissions.refusal_reason IS 'What the applicant is told, in the words of the person who refused it';
COMMENT ON COLUMN national_submissions.refused_by IS 'Account that refused it before it was a dossier';
COMMENT ON COLUMN national_submissions.refused_at IS 'Refused at, in real time';
COMMENT ON COLUMN national_submissions.may_run_until IS 'Until when dossier-service may still be working on an attempt that it has not answered';
COMMENT ON TABLE national_syncs IS 'What is fetched from a national portal from time to time, and how it went last';
COMMENT ON COLUMN national_syncs.destination IS 'National portal';
COMMENT ON COLUMN national_syncs.what IS 'What is fetched';
COMMENT ON COLUMN national_syncs.due_at IS 'When it is fetched next';
COMMENT ON COLUMN national_syncs.started_at IS 'Last begun at, in real time';
COMMENT ON COLUMN national_syncs.succeeded_at IS 'Last ended well at, in real time';
COMMENT ON COLUMN national_syncs.records_read IS 'Records, or tables, read then';
COMMENT ON COLUMN national_syncs.changed IS 'Of these, new or changed';
COMMENT ON COLUMN national_syncs.refused IS 'Of these, refused';
COMMENT ON COLUMN national_syncs.error IS 'Why it failed last';
COMMENT ON TABLE outbox IS 'Every event that this service announced or is about to announce; kept for ever, so that an empty broker can be filled again';
COMMENT ON COLUMN outbox."position" IS 'Order of writing; transactions may commit in another order';
COMMENT ON COLUMN outbox.id IS 'CloudEvents id (UUIDv7)';
COMMENT ON COLUMN outbox.topic IS 'Topic that the event goes to';
COMMENT ON COLUMN outbox.aggregate_id IS 'Aggregate that the event is about; also the partition key (CloudEvents subject)';
COMMENT ON COLUMN outbox.aggregate_version IS '1, 2, 3 … without gaps over the events of one aggregate in its topic';
COMMENT ON COLUMN outbox.type IS 'CloudEvents type, a literal in the past tense';
COMMENT ON COLUMN outbox.occurred_at IS 'Instant of the fact by the domain clock (CloudEvents time)';
COMMENT ON COLUMN outbox.recorded_at IS 'Instant at which the fact was recorded, in real time';
COMMENT ON COLUMN outbox.traceparent IS 'W3C Trace Context of the request or message that caused it';
COMMENT ON COLUMN outbox.data IS 'Payload by its contract class; no personal data';
COMMENT ON COLUMN outbox.published_at IS 'When the broker acknowledged it; null: not yet';
COMMENT ON TABLE outbox_republications IS 'Requests to send the whole outbox again, into an empty broker';
COMMENT ON COLUMN outbox_republications.id IS 'Identity of the request (UUIDv7)';
COMMENT ON COLUMN outbox_republications.requested_at IS 'When it was asked for';
COMMENT ON COLUMN outbox_republications.next_position IS 'Outbox position to go on from, after an interruption too';
COMMENT ON COLUMN outbox_republications.last_position IS 'Last outbox position to send again';
COMMENT ON COLUMN outbox_republications.finished_at IS 'When all was acknowledged; null: going on';
COMMENT ON TABLE parked_events IS 'Events that wait: for their next attempt, or behind another event of their aggregate';
COMMENT ON COLUMN parked_events.id IS 'Identity of the row (UUIDv7)';
COMMENT ON COLUMN parked_events.topic IS 'Topic that it came from';
COMMENT ON COLUMN parked_events.partition IS 'Partition that it came from';
COMMENT ON COLUMN parked_events.incarnation IS 'Life of the topic that it came from';
COMMENT ON COLUMN parked_events."position" IS 'Position in the partition';
COMMENT ON COLUMN parked_events.aggregate_id IS 'Aggregate (partition key)';
COMMENT ON COLUMN parked_events.aggregate_version IS 'Version of the aggregate; they are applied in this order';
COMMENT ON COLUMN parked_events.headers IS 'Original headers';
COMMENT ON COLUMN parked_events.body IS 'Original body';
COMMENT ON COLUMN parked_events.parked_at IS 'When it was set aside';
COMMENT ON COLUMN parked_events.attempts IS 'Failed attempts so far; 0: it only waits for others';
COMMENT ON COLUMN parked_events.started_at IS 'First attempt';
COMMENT ON COLUMN parked_events.last_error IS 'Why the last attempt failed';
COMMENT ON COLUMN parked_events.next_attempt_at IS 'When it is tried again';
