CREATE OR REPLACE FUNCTION public.refuse_rewriting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
      END $function$;

CREATE TABLE account_key (
  id smallint NOT NULL,
  key bytea NOT NULL,
  CONSTRAINT account_key_pkey PRIMARY KEY (id),
  CONSTRAINT account_key_one CHECK ((id = 1))
);

CREATE TABLE agencies (
  code text NOT NULL,
  name text NOT NULL,
  calendar_id text NOT NULL,
  office_hours jsonb,
  valid_from date NOT NULL,
  valid_to date,
  version integer NOT NULL DEFAULT 0,
  level text,
  successor_code text,
  CONSTRAINT agencies_pkey PRIMARY KEY (code)
);

CREATE TABLE calendars (
  id text NOT NULL,
  version integer NOT NULL,
  definition jsonb NOT NULL,
  CONSTRAINT calendars_pkey PRIMARY KEY (id, version)
);

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

CREATE TABLE deadline_walks (
  subject text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  last_feedback_id uuid,
  looked_at integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamp with time zone,
  CONSTRAINT deadline_walks_pkey PRIMARY KEY (subject, version),
  CONSTRAINT deadline_walks_state_check CHECK ((state = ANY (ARRAY['RUNNING'::text, 'COMPLETED'::text]))),
  CONSTRAINT deadline_walks_subject_check CHECK (((subject ~~ 'calendar:_%'::text) OR (subject ~~ 'agency:_%'::text)))
);

CREATE TABLE deadlines_set_aside (
  feedback_id uuid NOT NULL,
  subject text NOT NULL,
  version integer NOT NULL,
  reason text NOT NULL,
  attempts integer NOT NULL DEFAULT 1,
  set_aside_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamp with time zone NOT NULL,
  CONSTRAINT deadlines_set_aside_pkey PRIMARY KEY (feedback_id)
);

CREATE TABLE dossiers (
  dossier_id uuid NOT NULL,
  code text NOT NULL,
  agency_code text NOT NULL,
  procedure_code text NOT NULL,
  field_code text NOT NULL,
  CONSTRAINT dossiers_pkey PRIMARY KEY (dossier_id)
);

CREATE TABLE feedback_code_counters (
  day date NOT NULL,
  last_number integer NOT NULL,
  CONSTRAINT feedback_code_counters_pkey PRIMARY KEY (day),
  CONSTRAINT feedback_code_counters_last_number_check CHECK ((last_number >= 1))
);

CREATE TABLE feedback_filers (
  feedback_id uuid NOT NULL,
  full_name bytea NOT NULL,
  address bytea NOT NULL,
  phone bytea NOT NULL,
  email bytea,
  identity_number bytea,
  CONSTRAINT feedback_filers_pkey PRIMARY KEY (feedback_id)
);

CREATE TABLE feedback_history (
  feedback_id uuid NOT NULL,
  version integer NOT NULL,
  action text NOT NULL,
  at timestamp with time zone NOT NULL,
  status text NOT NULL,
  agency_code text NOT NULL,
  late boolean NOT NULL,
  actor text NOT NULL,
  note bytea,
  deadlines jsonb NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT feedback_history_pkey PRIMARY KEY (feedback_id, version)
);

CREATE TABLE feedbacks (
  id uuid NOT NULL,
  code text NOT NULL,
  version integer NOT NULL,
  published_events integer NOT NULL,
  status text NOT NULL,
  kind text NOT NULL,
  channel text NOT NULL,
  title bytea NOT NULL,
  content bytea NOT NULL,
  agency_code text NOT NULL,
  dossier_code text,
  procedure_code text,
  field_code text,
  filer_subject text,
  filed_at timestamp with time zone NOT NULL,
  received_at timestamp with time zone NOT NULL,
  rules jsonb NOT NULL,
  calendar_id text NOT NULL,
  calendar_version integer NOT NULL,
  respond_due_at timestamp with time zone,
  forward_due_at timestamp with time zone,
  answer_due_at timestamp with time zone,
  publish_due_at timestamp with time zone,
  next_due_at timestamp with time zone,
  accepted_at timestamp with time zone,
  refused_at timestamp with time zone,
  refusal_reason text,
  refusal_explanation bytea,
  answered_at timestamp with time zone,
  answer bytea,
  published_at timestamp with time zone,
  published_content text,
  published_answer text,
  subject_agency_code text,
  answer_filer_due_at timestamp with time zone,
  filed_by text,
  portal_subject text,
  CONSTRAINT feedbacks_pkey PRIMARY KEY (id),
  CONSTRAINT feedbacks_code_key UNIQUE (code),
  CONSTRAINT feedbacks_answer_check CHECK (((status = ANY (ARRAY['ANSWERED'::text, 'PUBLISHED'::text])) = ((answered_at IS NOT NULL) AND (answer IS NOT NULL)))),
  CONSTRAINT feedbacks_channel_check CHECK ((channel = ANY (ARRAY['DIRECT'::text, 'ONLINE'::text, 'POST'::text, 'OTHER'::text]))),
  CONSTRAINT feedbacks_filed_by_check CHECK ((filed_by = ANY (ARRAY['APPLICANT'::text, 'OFFICER'::text, 'PORTAL'::text]))),
  CONSTRAINT feedbacks_kind_check CHECK ((kind = ANY (ARRAY['BEHAVIOUR'::text, 'REGULATION'::text]))),
  CONSTRAINT feedbacks_portal_check CHECK (((NOT (filed_by IS DISTINCT FROM 'PORTAL'::text)) = (portal_subject IS NOT NULL))),
  CONSTRAINT feedbacks_publication_check CHECK (((status = 'PUBLISHED'::text) = ((published_at IS NOT NULL) AND (published_content IS NOT NULL) AND (published_answer IS NOT NULL)))),
  CONSTRAINT feedbacks_published_events_check CHECK (((published_events >= 1) AND (published_events <= version))),
  CONSTRAINT feedbacks_refusal_check CHECK (((status = 'REFUSED'::text) = ((refused_at IS NOT NULL) AND (refusal_reason IS NOT NULL)))),
  CONSTRAINT feedbacks_status_check CHECK ((status = ANY (ARRAY['NEW'::text, 'ACCEPTED'::text, 'REFUSED'::text, 'FORWARDED'::text, 'ANSWERED'::text, 'PUBLISHED'::text]))),
  CONSTRAINT feedbacks_version_check CHECK ((version >= 1))
);

CREATE TABLE idempotency_keys (
  caller text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  status integer,
  body bytea,
  encrypted boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, operation, key),
  CONSTRAINT idempotency_keys_status_check CHECK (((status >= 100) AND (status <= 599)))
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

CREATE TABLE personal_data_keys (
  key_id bytea NOT NULL,
  witness bytea NOT NULL,
  CONSTRAINT personal_data_keys_pkey PRIMARY KEY (key_id)
);

CREATE TABLE personal_data_reads (
  id uuid NOT NULL,
  feedback_id uuid NOT NULL,
  reader text NOT NULL,
  reader_agency text,
  purpose text NOT NULL,
  read_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT personal_data_reads_pkey PRIMARY KEY (id)
);

CREATE TABLE procedures (
  code text NOT NULL,
  field_code text NOT NULL,
  CONSTRAINT procedures_pkey PRIMARY KEY (code)
);

CREATE TABLE survey_answers (
  id uuid NOT NULL,
  agency_code text NOT NULL,
  procedure_code text NOT NULL,
  field_code text NOT NULL,
  question_version integer NOT NULL,
  level text NOT NULL,
  reason bytea,
  answered_on date NOT NULL,
  channel text,
  CONSTRAINT survey_answers_pkey PRIMARY KEY (id),
  CONSTRAINT survey_answers_channel_check CHECK ((channel = ANY (ARRAY['OWNER'::text, 'PORTAL'::text, 'AGENCY_NAMED'::text, 'COUNTER'::text]))),
  CONSTRAINT survey_answers_level_check CHECK ((level = ANY (ARRAY['VERY_SATISFIED'::text, 'SATISFIED'::text, 'DISSATISFIED'::text]))),
  CONSTRAINT survey_answers_reason_check CHECK (((level <> 'DISSATISFIED'::text) OR (reason IS NOT NULL)))
);

CREATE TABLE survey_answers_held (
  id uuid NOT NULL,
  agency_code text NOT NULL,
  procedure_code text NOT NULL,
  field_code text NOT NULL,
  question_version integer NOT NULL,
  answered_on date NOT NULL,
  sealed bytea NOT NULL,
  channel text,
  CONSTRAINT survey_answers_held_pkey PRIMARY KEY (id),
  CONSTRAINT survey_answers_held_channel_check CHECK ((channel = ANY (ARRAY['OWNER'::text, 'PORTAL'::text, 'AGENCY_NAMED'::text, 'COUNTER'::text])))
);

CREATE TABLE survey_ballots (
  id uuid NOT NULL,
  invitation_id uuid NOT NULL,
  channel text NOT NULL,
  token_hash bytea NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  replaced_at timestamp with time zone,
  CONSTRAINT survey_ballots_pkey PRIMARY KEY (id),
  CONSTRAINT survey_ballots_token_key UNIQUE (token_hash),
  CONSTRAINT survey_ballots_channel_check CHECK ((channel = ANY (ARRAY['OWNER'::text, 'PORTAL'::text, 'AGENCY_NAMED'::text, 'COUNTER'::text])))
);

CREATE TABLE survey_invitations (
  id uuid NOT NULL,
  dossier_id uuid NOT NULL,
  dossier_code text,
  agency_code text NOT NULL,
  procedure_code text NOT NULL,
  field_code text NOT NULL,
  resolved_at timestamp with time zone NOT NULL,
  question_version integer NOT NULL,
  token_hash bytea,
  issued_at timestamp with time zone,
  issued_to text,
  expires_at timestamp with time zone,
  answered_at timestamp with time zone,
  answered_with bytea,
  CONSTRAINT survey_invitations_pkey PRIMARY KEY (id),
  CONSTRAINT survey_invitations_dossier_key UNIQUE (dossier_id),
  CONSTRAINT survey_invitations_token_key UNIQUE (token_hash),
  CONSTRAINT survey_invitations_answer_check CHECK (((answered_at IS NULL) OR (token_hash IS NOT NULL))),
  CONSTRAINT survey_invitations_answered_with_check CHECK (((answered_with IS NULL) OR (answered_at IS NOT NULL))),
  CONSTRAINT survey_invitations_issue_check CHECK ((((token_hash IS NULL) = (issued_at IS NULL)) AND ((token_hash IS NULL) = (expires_at IS NULL)) AND ((token_hash IS NULL) = (issued_to IS NULL)))),
  CONSTRAINT survey_invitations_issued_to_check CHECK ((issued_to = ANY (ARRAY['OWNER'::text, 'COUNTER'::text])))
);

CREATE TABLE survey_issues_held (
  id uuid NOT NULL,
  agency_code text NOT NULL,
  procedure_code text NOT NULL,
  field_code text NOT NULL,
  channel text NOT NULL,
  issued_on date NOT NULL,
  ballots integer NOT NULL,
  CONSTRAINT survey_issues_held_pkey PRIMARY KEY (id),
  CONSTRAINT survey_issues_held_key UNIQUE (issued_on, agency_code, procedure_code, field_code, channel),
  CONSTRAINT survey_issues_held_ballots_check CHECK ((ballots > 0))
);

CREATE TABLE survey_tokens_used (
  mark bytea NOT NULL,
  answered_on date NOT NULL,
  answered_with bytea,
  CONSTRAINT survey_tokens_used_pkey PRIMARY KEY (mark)
);

ALTER TABLE feedback_filers ADD CONSTRAINT feedback_filers_feedback_fkey FOREIGN KEY (feedback_id) REFERENCES feedbacks(id);
ALTER TABLE feedback_history ADD CONSTRAINT feedback_history_feedback_fkey FOREIGN KEY (feedback_id) REFERENCES feedbacks(id);
ALTER TABLE personal_data_reads ADD CONSTRAINT personal_data_reads_feedback_fkey FOREIGN KEY (feedback_id) REFERENCES feedbacks(id);
ALTER TABLE survey_ballots ADD CONSTRAINT survey_ballots_invitation_fkey FOREIGN KEY (invitation_id) REFERENCES survey_invitations(id);

CREATE INDEX consumed_aggregates_parked_keys ON public.consumed_aggregates USING btree (topic, aggregate_id) WHERE (parked_reason IS NOT NULL);
CREATE INDEX dead_letters_open ON public.dead_letters USING btree (finished_at, id) WHERE (state = 'OPEN'::text);
CREATE INDEX deadline_walks_running ON public.deadline_walks USING btree (started_at) WHERE (state = 'RUNNING'::text);
CREATE INDEX deadlines_set_aside_next ON public.deadlines_set_aside USING btree (next_attempt_at);
CREATE INDEX dossiers_by_code ON public.dossiers USING btree (code);
CREATE INDEX feedbacks_by_agency ON public.feedbacks USING btree (agency_code, filed_at DESC, id DESC);
CREATE INDEX feedbacks_by_dossier ON public.feedbacks USING btree (dossier_code) WHERE (dossier_code IS NOT NULL);
CREATE INDEX feedbacks_by_filer ON public.feedbacks USING btree (filer_subject, filed_at DESC, id DESC) WHERE (filer_subject IS NOT NULL);
CREATE INDEX feedbacks_by_filing ON public.feedbacks USING btree (filed_at DESC, id DESC);
CREATE INDEX feedbacks_by_next_due ON public.feedbacks USING btree (agency_code, next_due_at) WHERE (next_due_at IS NOT NULL);
CREATE INDEX feedbacks_by_portal ON public.feedbacks USING btree (portal_subject, filed_at DESC, id DESC) WHERE (portal_subject IS NOT NULL);
CREATE INDEX feedbacks_open_by_calendar ON public.feedbacks USING btree (calendar_id, agency_code) WHERE (status = ANY (ARRAY['NEW'::text, 'FORWARDED'::text, 'ACCEPTED'::text, 'ANSWERED'::text]));
CREATE INDEX feedbacks_published ON public.feedbacks USING btree (published_at DESC, id DESC) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX feedbacks_published_by_agency ON public.feedbacks USING btree (agency_code, published_at DESC, id DESC) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX idempotency_keys_created_at_idx ON public.idempotency_keys USING btree (created_at);
CREATE INDEX outbox_unpublished ON public.outbox USING btree ("position") WHERE (published_at IS NULL);
CREATE INDEX parked_events_due ON public.parked_events USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX personal_data_reads_by_feedback ON public.personal_data_reads USING btree (feedback_id, read_at);
CREATE INDEX survey_answers_by_agency ON public.survey_answers USING btree (agency_code, answered_on DESC, id DESC);
CREATE INDEX survey_answers_by_day ON public.survey_answers USING btree (answered_on DESC, id DESC);
CREATE INDEX survey_ballots_by_invitation ON public.survey_ballots USING btree (invitation_id);
CREATE UNIQUE INDEX survey_ballots_in_use ON public.survey_ballots USING btree (invitation_id, channel) WHERE (replaced_at IS NULL);
CREATE INDEX survey_invitations_by_code ON public.survey_invitations USING btree (dossier_code) WHERE (dossier_code IS NOT NULL);

CREATE TRIGGER feedback_history_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.feedback_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER personal_data_reads_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.personal_data_reads FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

COMMENT ON TABLE account_key IS 'Under what the accounts of citizens are named here; one row, never changed';
COMMENT ON COLUMN account_key.id IS 'Always 1';
COMMENT ON COLUMN account_key.key IS 'The key, encrypted under the key for personal data';
COMMENT ON TABLE agencies IS 'Copy of the catalog: agencies with what their deadlines need';
COMMENT ON COLUMN agencies.code IS 'Identification code';
COMMENT ON COLUMN agencies.name IS 'Name';
COMMENT ON COLUMN agencies.calendar_id IS 'Calendar by which it works';
COMMENT ON COLUMN agencies.office_hours IS 'Own office hours, which go before the calendar''s';
COMMENT ON COLUMN agencies.valid_from IS 'First day of its existence';
COMMENT ON COLUMN agencies.valid_to IS 'Last day of its existence';
COMMENT ON COLUMN agencies.version IS 'Version of the event that said so; 0 where the catalog was asked, which any event is newer than';
COMMENT ON COLUMN agencies.level IS 'Level; null on a copy from before this column, until the catalog says it';
COMMENT ON COLUMN agencies.successor_code IS 'Who answers for it after its last day; null: nobody is named, or the level is null too and it is not known';
COMMENT ON TABLE calendars IS 'Copy of the catalog: every version of every working calendar; the highest one holds';
COMMENT ON COLUMN calendars.id IS 'Which calendar';
COMMENT ON COLUMN calendars.version IS 'Version';
COMMENT ON COLUMN calendars.definition IS 'As published';
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
COMMENT ON TABLE deadline_walks IS 'Changes of calendars and agencies by which open deadlines are counted anew, and how far that is';
COMMENT ON COLUMN deadline_walks.subject IS 'What has changed: calendar:<id>, or agency:<code>';
COMMENT ON COLUMN deadline_walks.version IS 'Version that came';
COMMENT ON COLUMN deadline_walks.state IS 'RUNNING or COMPLETED';
COMMENT ON COLUMN deadline_walks.last_feedback_id IS 'Where to go on after an interruption';
COMMENT ON COLUMN deadline_walks.looked_at IS 'Open feedback looked at';
COMMENT ON COLUMN deadline_walks.changed IS 'Feedback with a deadline that moved';
COMMENT ON COLUMN deadline_walks.started_at IS 'When the version came, in real time';
COMMENT ON COLUMN deadline_walks.finished_at IS 'When all were looked at, in real time';
COMMENT ON TABLE deadlines_set_aside IS 'Open feedback whose deadlines could not be counted anew; tried again';
COMMENT ON COLUMN deadlines_set_aside.feedback_id IS 'Feedback';
COMMENT ON COLUMN deadlines_set_aside.subject IS 'What has changed';
COMMENT ON COLUMN deadlines_set_aside.version IS 'Version by which it is to be counted';
COMMENT ON COLUMN deadlines_set_aside.reason IS 'Code of the refusal or name of the error; no text that people wrote';
COMMENT ON COLUMN deadlines_set_aside.attempts IS 'How often it was tried';
COMMENT ON COLUMN deadlines_set_aside.set_aside_at IS 'When it failed first, in real time';
COMMENT ON COLUMN deadlines_set_aside.next_attempt_at IS 'When it is tried again, in real time';
COMMENT ON TABLE dossiers IS 'Copy of the dossier service: what a feedback about a dossier inherits from it; no personal data';
COMMENT ON COLUMN dossiers.dossier_id IS 'Dossier';
COMMENT ON COLUMN dossiers.code IS 'Code, from acceptance on';
COMMENT ON COLUMN dossiers.agency_code IS 'Agency that answers for it';
COMMENT ON COLUMN dossiers.procedure_code IS 'Procedure';
COMMENT ON COLUMN dossiers.field_code IS 'Field';
COMMENT ON TABLE feedback_code_counters IS 'Last number given to a feedback on each day';
COMMENT ON COLUMN feedback_code_counters.day IS 'Day in Asia/Ho_Chi_Minh';
COMMENT ON COLUMN feedback_code_counters.last_number IS 'Last number given';
COMMENT ON TABLE feedback_filers IS 'The people behind feedback, apart from it; each field encrypted on its own';
COMMENT ON COLUMN feedback_filers.feedback_id IS 'Feedback';
COMMENT ON COLUMN feedback_filers.full_name IS 'Full name, encrypted';
COMMENT ON COLUMN feedback_filers.address IS 'Address, encrypted';
COMMENT ON COLUMN feedback_filers.phone IS 'Telephone, encrypted';
COMMENT ON COLUMN feedback_filers.email IS 'E-mail, encrypted';
COMMENT ON COLUMN feedback_filers.identity_number IS 'Identity number, encrypted';
COMMENT ON TABLE feedback_history IS 'What happened to each feedback; append-only';
COMMENT ON COLUMN feedback_history.feedback_id IS 'Feedback';
COMMENT ON COLUMN feedback_history.version IS 'Version that the change made';
COMMENT ON COLUMN feedback_history.action IS 'What was done';
COMMENT ON COLUMN feedback_history.at IS 'When it was done, by the clock of the service';
COMMENT ON COLUMN feedback_history.status IS 'State after it';
COMMENT ON COLUMN feedback_history.agency_code IS 'Agency that answers for it after this';
COMMENT ON COLUMN feedback_history.late IS 'Whether it was done after its deadline';
COMMENT ON COLUMN feedback_history.actor IS 'Token subject of whoever did it, or the event that caused it';
COMMENT ON COLUMN feedback_history.note IS 'Reason or explanation, encrypted';
COMMENT ON COLUMN feedback_history.deadlines IS 'Deadlines after it, with the calendar that counted them';
COMMENT ON COLUMN feedback_history.recorded_at IS 'When the row was written';
COMMENT ON TABLE feedbacks IS 'Feedback and petitions (phản ánh, kiến nghị; Decree 20/2008/NĐ-CP) as they stand';
COMMENT ON COLUMN feedbacks.id IS 'UUIDv7; aggregate id of its events';
COMMENT ON COLUMN feedbacks.code IS 'PAKN.yyyyMMdd.NNNN, the day in Asia/Ho_Chi_Minh';
COMMENT ON COLUMN feedbacks.version IS '1, 2, 3 … with every change; compared and set by every write';
COMMENT ON COLUMN feedbacks.published_events IS 'How many events were published of it: the next one is one more, without gaps';
COMMENT ON COLUMN feedbacks.status IS 'State, by the lifecycle of the service';
COMMENT ON COLUMN feedbacks.kind IS 'BEHAVIOUR or REGULATION (Decree 20/2008/NĐ-CP Art. 5)';
COMMENT ON COLUMN feedbacks.channel IS 'How it came';
COMMENT ON COLUMN feedbacks.title IS 'Title, encrypted: people write names into it';
COMMENT ON COLUMN feedbacks.content IS 'Content as filed, encrypted';
COMMENT ON COLUMN feedbacks.agency_code IS 'Agency that answers for it: the predicate of isolation';
COMMENT ON COLUMN feedbacks.dossier_code IS 'Dossier that it is about, as the filer named it, in capitals';
COMMENT ON COLUMN feedbacks.procedure_code IS 'Procedure that it is about';
COMMENT ON COLUMN feedbacks.field_code IS 'Field of the procedure, where known';
COMMENT ON COLUMN feedbacks.filer_subject IS 'Token subject of whoever filed it online';
COMMENT ON COLUMN feedbacks.filed_at IS 'Filed at';
COMMENT ON COLUMN feedbacks.received_at IS 'When the agency that answers for it got it; deadlines count from here';
COMMENT ON COLUMN feedbacks.rules IS 'Time limits in force when it was filed';
COMMENT ON COLUMN feedbacks.calendar_id IS 'Calendar by which its deadlines were last counted';
COMMENT ON COLUMN feedbacks.calendar_version IS 'Version of that calendar';
COMMENT ON COLUMN feedbacks.respond_due_at IS 'To be accepted, refused or forwarded by; null: none or unknown';
COMMENT ON COLUMN feedbacks.forward_due_at IS 'To be forwarded by; null: none or unknown';
COMMENT ON COLUMN feedbacks.answer_due_at IS 'To be answered by; null: none or unknown';
COMMENT ON COLUMN feedbacks.publish_due_at IS 'To be published by; null: none or unknown';
COMMENT ON COLUMN feedbacks.next_due_at IS 'The deadline that matters in this state: the earlier one of the agency’s and the filer’s; null: none';
COMMENT ON COLUMN feedbacks.accepted_at IS 'Accepted at';
COMMENT ON COLUMN feedbacks.refused_at IS 'Refused at';
COMMENT ON COLUMN feedbacks.refusal_reason IS 'Why, as a code';
COMMENT ON COLUMN feedbacks.refusal_explanation IS 'Why, in words; encrypted';
COMMENT ON COLUMN feedbacks.answered_at IS 'Answered at';
COMMENT ON COLUMN feedbacks.answer IS 'Answer to the person, encrypted';
COMMENT ON COLUMN feedbacks.published_at IS 'Published at';
COMMENT ON COLUMN feedbacks.published_content IS 'Content in the words in which the public reads it; checked to hold no personal field';
COMMENT ON COLUMN feedbacks.published_answer IS 'Answer in the words in which the public reads it; checked likewise';
COMMENT ON COLUMN feedbacks.subject_agency_code IS 'Agency of the dossier that procedure and field were taken from, which alone reads them; null: the filer named them';
COMMENT ON COLUMN feedbacks.answer_filer_due_at IS 'Deadline of the answer counted from the filing, whoever answers; null: not known';
COMMENT ON COLUMN feedbacks.filed_by IS 'In which capacity it was filed; null: an earlier version did not record it';
COMMENT ON COLUMN feedbacks.portal_subject IS 'Account of the portal that filed it for its user';
COMMENT ON TABLE idempotency_keys IS 'Results kept under the Idempotency-Key of their request, so that a repetition is answered and not done again';
COMMENT ON COLUMN idempotency_keys.caller IS 'Subject of the token that the request came with';
COMMENT ON COLUMN idempotency_keys.operation IS 'What was asked for, with its target';
COMMENT ON COLUMN idempotency_keys.key IS 'The Idempotency-Key header';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of the request, to tell a repetition from another request';
COMMENT ON COLUMN idempotency_keys.status IS 'HTTP status, of results that version 0.1 kept; not written any more';
COMMENT ON COLUMN idempotency_keys.body IS 'Result of the work as JSON, encrypted when it holds personal data; null only inside the transaction that does the work';
COMMENT ON COLUMN idempotency_keys.encrypted IS 'Whether body is encrypted';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When the key was claimed; keys are forgotten after their retention';
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
COMMENT ON TABLE personal_data_keys IS 'The keys that this database has personal data under, so that a start without one of them is refused; a row goes only once nothing is left under its key';
COMMENT ON COLUMN personal_data_keys.key_id IS 'Which key: what every value encrypted under it begins with';
COMMENT ON COLUMN personal_data_keys.witness IS 'A fixed text, encrypted under the key';
COMMENT ON TABLE personal_data_reads IS 'Who read the person behind a feedback, when and what for; append-only';
COMMENT ON COLUMN personal_data_reads.id IS 'UUIDv7';
COMMENT ON COLUMN personal_data_reads.feedback_id IS 'Feedback';
COMMENT ON COLUMN personal_data_reads.reader IS 'Token subject of the reader';
COMMENT ON COLUMN personal_data_reads.reader_agency IS 'Agency of the reader';
COMMENT ON COLUMN personal_data_reads.purpose IS 'What for';
COMMENT ON COLUMN personal_data_reads.read_at IS 'When, by the clock of the service';
COMMENT ON COLUMN personal_data_reads.recorded_at IS 'When the row was written';
COMMENT ON TABLE procedures IS 'Copy of the catalog: the field of each published procedure';
COMMENT ON COLUMN procedures.code IS 'Code';
COMMENT ON COLUMN procedures.field_code IS 'Field';
COMMENT ON TABLE survey_answers IS 'Answers without identity: no survey, no dossier, no person, and the day only';
COMMENT ON COLUMN survey_answers.id IS 'UUIDv4: a time-ordered one would lead back to the invitation';
COMMENT ON COLUMN survey_answers.agency_code IS 'Agency';
COMMENT ON COLUMN survey_answers.procedure_code IS 'Procedure; OTHER where too few people answered about it';
COMMENT ON COLUMN survey_answers.field_code IS 'Field; OTHER where too few people answered about the procedure';
COMMENT ON COLUMN survey_answers.question_version IS 'Version of the question';
COMMENT ON COLUMN survey_answers.level IS 'Answer';
COMMENT ON COLUMN survey_answers.reason IS 'Why, encrypted: people write names into it';
COMMENT ON COLUMN survey_answers.answered_on IS 'Latest day of the answers that it was announced with';
COMMENT ON COLUMN survey_answers.channel IS 'How its ballot was issued; null: not known';
COMMENT ON TABLE survey_answers_held IS 'Answers that wait until enough of their kind can be kept and announced together, in an order of chance';
COMMENT ON COLUMN survey_answers_held.id IS 'UUIDv4';
COMMENT ON COLUMN survey_answers_held.agency_code IS 'Agency';
COMMENT ON COLUMN survey_answers_held.procedure_code IS 'Procedure';
COMMENT ON COLUMN survey_answers_held.field_code IS 'Field';
COMMENT ON COLUMN survey_answers_held.question_version IS 'Version of the question';
COMMENT ON COLUMN survey_answers_held.answered_on IS 'Day of the answer in Asia/Ho_Chi_Minh';
COMMENT ON COLUMN survey_answers_held.sealed IS 'Level and reason, encrypted, all of one length';
COMMENT ON COLUMN survey_answers_held.channel IS 'How its ballot was issued; null: not known';
COMMENT ON TABLE survey_ballots IS 'One-time tokens that were issued, by channel; the latest of a channel is good';
COMMENT ON COLUMN survey_ballots.id IS 'UUIDv7; stands in no event and no answer';
COMMENT ON COLUMN survey_ballots.invitation_id IS 'Survey';
COMMENT ON COLUMN survey_ballots.channel IS 'How it was issued; decides whether the answer judges the agency';
COMMENT ON COLUMN survey_ballots.token_hash IS 'SHA-256 of the token; the token itself is nowhere';
COMMENT ON COLUMN survey_ballots.issued_at IS 'When it was issued';
COMMENT ON COLUMN survey_ballots.expires_at IS 'Usable until';
COMMENT ON COLUMN survey_ballots.replaced_at IS 'When a later one of the same channel replaced it; null: it is good';
COMMENT ON TABLE survey_invitations IS 'One satisfaction question about each resolved dossier';
COMMENT ON COLUMN survey_invitations.id IS 'UUIDv7; stands in no event and no answer';
COMMENT ON COLUMN survey_invitations.dossier_id IS 'Dossier';
COMMENT ON COLUMN survey_invitations.dossier_code IS 'Its code';
COMMENT ON COLUMN survey_invitations.agency_code IS 'Agency that resolved it';
COMMENT ON COLUMN survey_invitations.procedure_code IS 'Procedure';
COMMENT ON COLUMN survey_invitations.field_code IS 'Field';
COMMENT ON COLUMN survey_invitations.resolved_at IS 'Resolved at';
COMMENT ON COLUMN survey_invitations.question_version IS 'Version of the question';
COMMENT ON COLUMN survey_invitations.token_hash IS 'Only of a token that was issued before survey_ballots; not written any more';
COMMENT ON COLUMN survey_invitations.issued_at IS 'Only of a token that was issued before survey_ballots; not written any more';
COMMENT ON COLUMN survey_invitations.issued_to IS 'Only of a token that was issued before survey_ballots; not written any more';
COMMENT ON COLUMN survey_invitations.expires_at IS 'Only of a token that was issued before survey_ballots; not written any more';
COMMENT ON COLUMN survey_invitations.answered_at IS 'Only where the token was used before there was survey_tokens_used: not null, and no more than that (it is expires_at)';
COMMENT ON COLUMN survey_invitations.answered_with IS 'Not written any more';
COMMENT ON TABLE survey_issues_held IS 'How many ballots were issued, until that is announced together with answers';
COMMENT ON COLUMN survey_issues_held.id IS 'UUIDv4';
COMMENT ON COLUMN survey_issues_held.agency_code IS 'Agency';
COMMENT ON COLUMN survey_issues_held.procedure_code IS 'Procedure';
COMMENT ON COLUMN survey_issues_held.field_code IS 'Field';
COMMENT ON COLUMN survey_issues_held.channel IS 'How they were issued';
COMMENT ON COLUMN survey_issues_held.issued_on IS 'Day in Asia/Ho_Chi_Minh';
COMMENT ON COLUMN survey_issues_held.ballots IS 'How many; a ballot that is issued again counts once';
COMMENT ON TABLE survey_tokens_used IS 'Ballots that were used. Nobody without the key of the service can tell which invitation a row belongs to';
COMMENT ON COLUMN survey_tokens_used.mark IS 'Index, under the key of the service, of the invitation and of whose ballot it is (applicant, agency-named account, counter); of a token that was issued before survey_ballots, SHA-256 of a label and the token';
COMMENT ON COLUMN survey_tokens_used.answered_on IS 'Day of the answer in Asia/Ho_Chi_Minh, for the receipt of a repetition';
COMMENT ON COLUMN survey_tokens_used.answered_with IS 'Index, under the key of the service, of the Idempotency-Key with the request that used the token; null without a key';
