CREATE SCHEMA projection_blue;
CREATE SCHEMA projection_green;
CREATE SCHEMA reform_index;

CREATE OR REPLACE FUNCTION public.refuse_change_of_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION 'a frozen report is superseded, never changed or deleted';
      END $function$;

CREATE OR REPLACE FUNCTION reform_index.refuse_rewriting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION 'a published edition never changes';
      END $function$;

CREATE TABLE projection_blue.agencies (
  code text NOT NULL,
  level text NOT NULL,
  parent_code text,
  valid_from date NOT NULL,
  valid_to date,
  CONSTRAINT agencies_pkey PRIMARY KEY (code)
);

CREATE TABLE projection_blue.calendars (
  id text NOT NULL,
  version integer NOT NULL,
  from_at timestamp with time zone NOT NULL,
  CONSTRAINT calendars_pkey PRIMARY KEY (id, version)
);

CREATE TABLE projection_blue.dossier_agency_spans (
  dossier_id uuid NOT NULL,
  until_at timestamp with time zone NOT NULL,
  agency_code text NOT NULL,
  CONSTRAINT dossier_agency_spans_pkey PRIMARY KEY (dossier_id, until_at)
);

CREATE TABLE projection_blue.dossier_clock_spans (
  dossier_id uuid NOT NULL,
  from_at timestamp with time zone NOT NULL,
  until_at timestamp with time zone NOT NULL,
  clock text NOT NULL,
  due_at timestamp with time zone,
  CONSTRAINT dossier_clock_spans_pkey PRIMARY KEY (dossier_id, from_at),
  CONSTRAINT dossier_clock_spans_clock CHECK ((clock = ANY (ARRAY['RUNNING'::text, 'PAUSED'::text]))),
  CONSTRAINT dossier_clock_spans_forward CHECK ((from_at < until_at))
);

CREATE TABLE projection_blue.dossier_flags (
  dossier_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  flag text NOT NULL,
  learnt_at timestamp with time zone,
  CONSTRAINT dossier_flags_pkey PRIMARY KEY (dossier_id, at, flag)
);

CREATE TABLE projection_blue.dossier_time_shares (
  dossier_id uuid NOT NULL,
  "position" integer NOT NULL,
  party text NOT NULL,
  agency_code text,
  unit text,
  officer text,
  minutes integer NOT NULL,
  late_minutes integer,
  dossier_late_minutes integer,
  CONSTRAINT dossier_time_shares_pkey PRIMARY KEY (dossier_id, "position")
);

CREATE TABLE projection_blue.dossiers (
  dossier_id uuid NOT NULL,
  code text,
  legacy_system text,
  legacy_id text,
  agency_code text NOT NULL,
  field_code text NOT NULL,
  procedure_id uuid NOT NULL,
  procedure_code text NOT NULL,
  procedure_version integer NOT NULL,
  channel text NOT NULL,
  subject_type text NOT NULL,
  refused_at timestamp with time zone,
  accepted_at timestamp with time zone,
  ended_at timestamp with time zone,
  counted_ended_at timestamp with time zone NOT NULL DEFAULT 'infinity'::timestamp with time zone,
  ended_kind text,
  ended_due_at timestamp with time zone,
  punctuality text,
  clock text,
  clock_from timestamp with time zone,
  due_at timestamp with time zone,
  submitted_at timestamp with time zone,
  intake_ended_at timestamp with time zone NOT NULL DEFAULT 'infinity'::timestamp with time zone,
  intake_end text,
  agency_from timestamp with time zone,
  appointed_punctuality text,
  apology text,
  apologised_at timestamp with time zone,
  apology_late boolean,
  appointed_at timestamp with time zone,
  reopened_at timestamp with time zone,
  reopening_found_by text,
  correct_by timestamp with time zone,
  corrected_at timestamp with time zone,
  correction_kept text,
  result_reversed boolean,
  learnt_at timestamp with time zone,
  CONSTRAINT dossiers_pkey PRIMARY KEY (dossier_id),
  CONSTRAINT dossiers_apology CHECK ((apology = ANY (ARRAY['IN_TIME'::text, 'LATE'::text, 'MISSING'::text, 'UNKNOWN'::text]))),
  CONSTRAINT dossiers_channel CHECK ((channel = ANY (ARRAY['DIRECT'::text, 'ONLINE'::text, 'POST'::text, 'OTHER'::text]))),
  CONSTRAINT dossiers_clock CHECK ((clock = ANY (ARRAY['RUNNING'::text, 'PAUSED'::text]))),
  CONSTRAINT dossiers_clock_since_acceptance CHECK ((((accepted_at IS NULL) = (clock IS NULL)) AND ((clock IS NULL) = (clock_from IS NULL)))),
  CONSTRAINT dossiers_correction_kept CHECK ((correction_kept = ANY (ARRAY['EARLY'::text, 'ON_TIME'::text, 'LATE'::text, 'UNKNOWN'::text]))),
  CONSTRAINT dossiers_counted_after_acceptance CHECK ((counted_ended_at >= accepted_at)),
  CONSTRAINT dossiers_ended CHECK ((((counted_ended_at < 'infinity'::timestamp with time zone) = (ended_at IS NOT NULL)) AND ((ended_at IS NULL) = (punctuality IS NULL)))),
  CONSTRAINT dossiers_ended_kind CHECK ((ended_kind = ANY (ARRAY['RESOLVED'::text, 'DELIVERED'::text, 'WITHDRAWN'::text, 'STOPPED'::text]))),
  CONSTRAINT dossiers_in_a_report CHECK (((submitted_at IS NOT NULL) OR (accepted_at IS NOT NULL) OR (refused_at IS NOT NULL) OR (intake_end IS NOT NULL))),
  CONSTRAINT dossiers_intake_after_submission CHECK ((intake_ended_at >= submitted_at)),
  CONSTRAINT dossiers_intake_end CHECK ((intake_end = ANY (ARRAY['ACCEPTED'::text, 'REFUSED'::text, 'SUPPLEMENT_EXPIRED'::text, 'WITHDRAWN_BY_APPLICANT'::text, 'WITHDRAWN_BY_COUNTER'::text, 'WITHDRAWN'::text, 'STOPPED'::text]))),
  CONSTRAINT dossiers_intake_ended CHECK (((intake_ended_at < 'infinity'::timestamp with time zone) = (intake_end IS NOT NULL))),
  CONSTRAINT dossiers_no_due_while_paused CHECK (((clock = 'RUNNING'::text) OR (due_at IS NULL))),
  CONSTRAINT dossiers_procedure_version CHECK ((procedure_version > 0)),
  CONSTRAINT dossiers_punctuality CHECK ((punctuality = ANY (ARRAY['EARLY'::text, 'ON_TIME'::text, 'LATE'::text, 'UNKNOWN'::text]))),
  CONSTRAINT dossiers_reopening_found_by CHECK ((reopening_found_by = ANY (ARRAY['APPLICANT'::text, 'AGENCY'::text, 'INSPECTION'::text])))
) WITH (fillfactor=85);

CREATE TABLE projection_blue.feedback_stints (
  feedback_id uuid NOT NULL,
  number integer NOT NULL,
  version integer NOT NULL,
  code text NOT NULL,
  kind text NOT NULL,
  channel text NOT NULL,
  agency_code text NOT NULL,
  field_code text,
  received_at timestamp with time zone NOT NULL,
  received_by text NOT NULL,
  responded_at timestamp with time zone,
  accepted_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_by text,
  refusal_reason text,
  published_at timestamp with time zone,
  respond_due_at timestamp with time zone,
  forward_due_at timestamp with time zone,
  answer_due_at timestamp with time zone,
  answer_filer_due_at timestamp with time zone,
  publish_due_at timestamp with time zone,
  CONSTRAINT feedback_stints_pkey PRIMARY KEY (feedback_id, number),
  CONSTRAINT feedback_stints_ended CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
  CONSTRAINT feedback_stints_ended_by CHECK ((ended_by = ANY (ARRAY['REFUSED'::text, 'FORWARDED'::text, 'ANSWERED'::text]))),
  CONSTRAINT feedback_stints_published CHECK (((published_at IS NULL) OR (ended_by = 'ANSWERED'::text))),
  CONSTRAINT feedback_stints_received_by CHECK ((received_by = ANY (ARRAY['FILED'::text, 'FORWARDED'::text]))),
  CONSTRAINT feedback_stints_refused CHECK (((NOT (ended_by IS DISTINCT FROM 'REFUSED'::text)) = (refusal_reason IS NOT NULL)))
);

CREATE TABLE projection_blue.names (
  kind text NOT NULL,
  code text NOT NULL,
  from_at timestamp with time zone NOT NULL,
  name text NOT NULL,
  CONSTRAINT names_pkey PRIMARY KEY (kind, code, from_at),
  CONSTRAINT names_kind CHECK ((kind = ANY (ARRAY['AGENCY'::text, 'FIELD'::text, 'PROCEDURE'::text])))
);

CREATE TABLE projection_blue.projection_marks (
  topic text NOT NULL,
  events bigint NOT NULL,
  last_event_id uuid NOT NULL,
  last_recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT projection_marks_pkey PRIMARY KEY (topic)
);

CREATE TABLE projection_blue.projection_progress (
  topic text NOT NULL,
  slot integer NOT NULL,
  events bigint NOT NULL,
  last_event_id uuid NOT NULL,
  last_recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT projection_progress_pkey PRIMARY KEY (topic, slot)
) WITH (fillfactor=50);

CREATE TABLE projection_blue.survey_answers (
  survey_id uuid NOT NULL,
  answered_at timestamp with time zone NOT NULL,
  agency_code text NOT NULL,
  field_code text NOT NULL,
  procedure_code text NOT NULL,
  level text NOT NULL,
  question_version integer NOT NULL,
  channel text,
  CONSTRAINT survey_answers_pkey PRIMARY KEY (survey_id),
  CONSTRAINT survey_answers_channel CHECK ((channel = ANY (ARRAY['OWNER'::text, 'PORTAL'::text, 'AGENCY_NAMED'::text, 'COUNTER'::text]))),
  CONSTRAINT survey_answers_level CHECK ((level = ANY (ARRAY['VERY_SATISFIED'::text, 'SATISFIED'::text, 'DISSATISFIED'::text])))
);

CREATE TABLE projection_blue.survey_issues (
  batch_id uuid NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  agency_code text NOT NULL,
  field_code text NOT NULL,
  procedure_code text NOT NULL,
  channel text NOT NULL,
  ballots integer NOT NULL,
  CONSTRAINT survey_issues_pkey PRIMARY KEY (batch_id),
  CONSTRAINT survey_issues_ballots CHECK ((ballots > 0)),
  CONSTRAINT survey_issues_channel CHECK ((channel = ANY (ARRAY['OWNER'::text, 'PORTAL'::text, 'AGENCY_NAMED'::text, 'COUNTER'::text])))
);

CREATE TABLE projection_blue.watermarks (
  producer text NOT NULL,
  version integer NOT NULL,
  until_at timestamp with time zone NOT NULL,
  topics jsonb NOT NULL,
  positions jsonb NOT NULL,
  CONSTRAINT watermarks_pkey PRIMARY KEY (producer, version)
);

CREATE TABLE projection_green.agencies (
  code text NOT NULL,
  level text NOT NULL,
  parent_code text,
  valid_from date NOT NULL,
  valid_to date,
  CONSTRAINT agencies_pkey PRIMARY KEY (code)
);

CREATE TABLE projection_green.calendars (
  id text NOT NULL,
  version integer NOT NULL,
  from_at timestamp with time zone NOT NULL,
  CONSTRAINT calendars_pkey PRIMARY KEY (id, version)
);

CREATE TABLE projection_green.dossier_agency_spans (
  dossier_id uuid NOT NULL,
  until_at timestamp with time zone NOT NULL,
  agency_code text NOT NULL,
  CONSTRAINT dossier_agency_spans_pkey PRIMARY KEY (dossier_id, until_at)
);

CREATE TABLE projection_green.dossier_clock_spans (
  dossier_id uuid NOT NULL,
  from_at timestamp with time zone NOT NULL,
  until_at timestamp with time zone NOT NULL,
  clock text NOT NULL,
  due_at timestamp with time zone,
  CONSTRAINT dossier_clock_spans_pkey PRIMARY KEY (dossier_id, from_at),
  CONSTRAINT dossier_clock_spans_clock CHECK ((clock = ANY (ARRAY['RUNNING'::text, 'PAUSED'::text]))),
  CONSTRAINT dossier_clock_spans_forward CHECK ((from_at < until_at))
);

CREATE TABLE projection_green.dossier_flags (
  dossier_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  flag text NOT NULL,
  learnt_at timestamp with time zone,
  CONSTRAINT dossier_flags_pkey PRIMARY KEY (dossier_id, at, flag)
);

CREATE TABLE projection_green.dossier_time_shares (
  dossier_id uuid NOT NULL,
  "position" integer NOT NULL,
  party text NOT NULL,
  agency_code text,
  unit text,
  officer text,
  minutes integer NOT NULL,
  late_minutes integer,
  dossier_late_minutes integer,
  CONSTRAINT dossier_time_shares_pkey PRIMARY KEY (dossier_id, "position")
);

CREATE TABLE projection_green.dossiers (
  dossier_id uuid NOT NULL,
  code text,
  legacy_system text,
  legacy_id text,
  agency_code text NOT NULL,
  field_code text NOT NULL,
  procedure_id uuid NOT NULL,
  procedure_code text NOT NULL,
  procedure_version integer NOT NULL,
  channel text NOT NULL,
  subject_type text NOT NULL,
  refused_at timestamp with time zone,
  accepted_at timestamp with time zone,
  ended_at timestamp with time zone,
  counted_ended_at timestamp with time zone NOT NULL DEFAULT 'infinity'::timestamp with time zone,
  ended_kind text,
  ended_due_at timestamp with time zone,
  punctuality text,
  clock text,
  clock_from timestamp with time zone,
  due_at timestamp with time zone,
  submitted_at timestamp with time zone,
  intake_ended_at timestamp with time zone NOT NULL DEFAULT 'infinity'::timestamp with time zone,
  intake_end text,
  agency_from timestamp with time zone,
  appointed_punctuality text,
  apology text,
  apologised_at timestamp with time zone,
  apology_late boolean,
  appointed_at timestamp with time zone,
  reopened_at timestamp with time zone,
  reopening_found_by text,
  correct_by timestamp with time zone,
  corrected_at timestamp with time zone,
  correction_kept text,
  result_reversed boolean,
  learnt_at timestamp with time zone,
  CONSTRAINT dossiers_pkey PRIMARY KEY (dossier_id),
  CONSTRAINT dossiers_apology CHECK ((apology = ANY (ARRAY['IN_TIME'::text, 'LATE'::text, 'MISSING'::text, 'UNKNOWN'::text]))),
  CONSTRAINT dossiers_channel CHECK ((channel = ANY (ARRAY['DIRECT'::text, 'ONLINE'::text, 'POST'::text, 'OTHER'::text]))),
  CONSTRAINT dossiers_clock CHECK ((clock = ANY (ARRAY['RUNNING'::text, 'PAUSED'::text]))),
  CONSTRAINT dossiers_clock_since_acceptance CHECK ((((accepted_at IS NULL) = (clock IS NULL)) AND ((clock IS NULL) = (clock_from IS NULL)))),
  CONSTRAINT dossiers_correction_kept CHECK ((correction_kept = ANY (ARRAY['EARLY'::text, 'ON_TIME'::text, 'LATE'::text, 'UNKNOWN'::text]))),
  CONSTRAINT dossiers_counted_after_acceptance CHECK ((counted_ended_at >= accepted_at)),
  CONSTRAINT dossiers_ended CHECK ((((counted_ended_at < 'infinity'::timestamp with time zone) = (ended_at IS NOT NULL)) AND ((ended_at IS NULL) = (punctuality IS NULL)))),
  CONSTRAINT dossiers_ended_kind CHECK ((ended_kind = ANY (ARRAY['RESOLVED'::text, 'DELIVERED'::text, 'WITHDRAWN'::text, 'STOPPED'::text]))),
  CONSTRAINT dossiers_in_a_report CHECK (((submitted_at IS NOT NULL) OR (accepted_at IS NOT NULL) OR (refused_at IS NOT NULL) OR (intake_end IS NOT NULL))),
  CONSTRAINT dossiers_intake_after_submission CHECK ((intake_ended_at >= submitted_at)),
  CONSTRAINT dossiers_intake_end CHECK ((intake_end = ANY (ARRAY['ACCEPTED'::text, 'REFUSED'::text, 'SUPPLEMENT_EXPIRED'::text, 'WITHDRAWN_BY_APPLICANT'::text, 'WITHDRAWN_BY_COUNTER'::text, 'WITHDRAWN'::text, 'STOPPED'::text]))),
  CONSTRAINT dossiers_intake_ended CHECK (((intake_ended_at < 'infinity'::timestamp with time zone) = (intake_end IS NOT NULL))),
  CONSTRAINT dossiers_no_due_while_paused CHECK (((clock = 'RUNNING'::text) OR (due_at IS NULL))),
  CONSTRAINT dossiers_procedure_version CHECK ((procedure_version > 0)),
  CONSTRAINT dossiers_punctuality CHECK ((punctuality = ANY (ARRAY['EARLY'::text, 'ON_TIME'::text, 'LATE'::text, 'UNKNOWN'::text]))),
  CONSTRAINT dossiers_reopening_found_by CHECK ((reopening_found_by = ANY (ARRAY['APPLICANT'::text, 'AGENCY'::text, 'INSPECTION'::text])))
) WITH (fillfactor=85);

CREATE TABLE projection_green.feedback_stints (
  feedback_id uuid NOT NULL,
  number integer NOT NULL,
  version integer NOT NULL,
  code text NOT NULL,
  kind text NOT NULL,
  channel text NOT NULL,
  agency_code text NOT NULL,
  field_code text,
  received_at timestamp with time zone NOT NULL,
  received_by text NOT NULL,
  responded_at timestamp with time zone,
  accepted_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_by text,
  refusal_reason text,
  published_at timestamp with time zone,
  respond_due_at timestamp with time zone,
  forward_due_at timestamp with time zone,
  answer_due_at timestamp with time zone,
  answer_filer_due_at timestamp with time zone,
  publish_due_at timestamp with time zone,
  CONSTRAINT feedback_stints_pkey PRIMARY KEY (feedback_id, number),
  CONSTRAINT feedback_stints_ended CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
  CONSTRAINT feedback_stints_ended_by CHECK ((ended_by = ANY (ARRAY['REFUSED'::text, 'FORWARDED'::text, 'ANSWERED'::text]))),
  CONSTRAINT feedback_stints_published CHECK (((published_at IS NULL) OR (ended_by = 'ANSWERED'::text))),
  CONSTRAINT feedback_stints_received_by CHECK ((received_by = ANY (ARRAY['FILED'::text, 'FORWARDED'::text]))),
  CONSTRAINT feedback_stints_refused CHECK (((NOT (ended_by IS DISTINCT FROM 'REFUSED'::text)) = (refusal_reason IS NOT NULL)))
);

CREATE TABLE projection_green.names (
  kind text NOT NULL,
  code text NOT NULL,
  from_at timestamp with time zone NOT NULL,
  name text NOT NULL,
  CONSTRAINT names_pkey PRIMARY KEY (kind, code, from_at),
  CONSTRAINT names_kind CHECK ((kind = ANY (ARRAY['AGENCY'::text, 'FIELD'::text, 'PROCEDURE'::text])))
);

CREATE TABLE projection_green.projection_marks (
  topic text NOT NULL,
  events bigint NOT NULL,
  last_event_id uuid NOT NULL,
  last_recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT projection_marks_pkey PRIMARY KEY (topic)
);

CREATE TABLE projection_green.projection_progress (
  topic text NOT NULL,
  slot integer NOT NULL,
  events bigint NOT NULL,
  last_event_id uuid NOT NULL,
  last_recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT projection_progress_pkey PRIMARY KEY (topic, slot)
) WITH (fillfactor=50);

CREATE TABLE projection_green.survey_answers (
  survey_id uuid NOT NULL,
  answered_at timestamp with time zone NOT NULL,
  agency_code text NOT NULL,
  field_code text NOT NULL,
  procedure_code text NOT NULL,
  level text NOT NULL,
  question_version integer NOT NULL,
  channel text,
  CONSTRAINT survey_answers_pkey PRIMARY KEY (survey_id),
  CONSTRAINT survey_answers_channel CHECK ((channel = ANY (ARRAY['OWNER'::text, 'PORTAL'::text, 'AGENCY_NAMED'::text, 'COUNTER'::text]))),
  CONSTRAINT survey_answers_level CHECK ((level = ANY (ARRAY['VERY_SATISFIED'::text, 'SATISFIED'::text, 'DISSATISFIED'::text])))
);

CREATE TABLE projection_green.survey_issues (
  batch_id uuid NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  agency_code text NOT NULL,
  field_code text NOT NULL,
  procedure_code text NOT NULL,
  channel text NOT NULL,
  ballots integer NOT NULL,
  CONSTRAINT survey_issues_pkey PRIMARY KEY (batch_id),
  CONSTRAINT survey_issues_ballots CHECK ((ballots > 0)),
  CONSTRAINT survey_issues_channel CHECK ((channel = ANY (ARRAY['OWNER'::text, 'PORTAL'::text, 'AGENCY_NAMED'::text, 'COUNTER'::text])))
);

CREATE TABLE projection_green.watermarks (
  producer text NOT NULL,
  version integer NOT NULL,
  until_at timestamp with time zone NOT NULL,
  topics jsonb NOT NULL,
  positions jsonb NOT NULL,
  CONSTRAINT watermarks_pkey PRIMARY KEY (producer, version)
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

CREATE TABLE frozen_dossiers (
  report_id uuid NOT NULL,
  period_from timestamp with time zone NOT NULL,
  dossier_id uuid NOT NULL,
  agency_code text NOT NULL,
  field_code text NOT NULL,
  cells text[] NOT NULL,
  CONSTRAINT frozen_dossiers_pkey PRIMARY KEY (report_id, period_from, dossier_id)
);

CREATE TABLE frozen_reports (
  id uuid NOT NULL,
  series text NOT NULL,
  number integer NOT NULL,
  period_from timestamp with time zone NOT NULL,
  period_to timestamp with time zone NOT NULL,
  supersedes integer,
  frozen_at timestamp with time zone NOT NULL,
  frozen_by text NOT NULL,
  hash text NOT NULL,
  document text NOT NULL,
  CONSTRAINT frozen_reports_pkey PRIMARY KEY (id),
  CONSTRAINT frozen_reports_number_once UNIQUE (series, number),
  CONSTRAINT frozen_reports_superseded_once UNIQUE (series, supersedes),
  CONSTRAINT frozen_reports_forward CHECK ((period_from < period_to)),
  CONSTRAINT frozen_reports_hash CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
  CONSTRAINT frozen_reports_number CHECK ((number > 0)),
  CONSTRAINT frozen_reports_supersedes_earlier CHECK ((supersedes < number))
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

CREATE TABLE projection_state (
  single_row boolean NOT NULL DEFAULT true,
  serving text NOT NULL,
  building text,
  rebuild_started_at timestamp with time zone,
  rebuilt_at timestamp with time zone,
  serving_filled_by integer NOT NULL,
  building_filled_by integer,
  CONSTRAINT projection_state_pkey PRIMARY KEY (single_row),
  CONSTRAINT projection_state_building CHECK (((building = ANY (ARRAY['blue'::text, 'green'::text])) AND (building <> serving))),
  CONSTRAINT projection_state_building_filled CHECK (((building IS NULL) = (building_filled_by IS NULL))),
  CONSTRAINT projection_state_rebuild CHECK (((building IS NULL) OR (rebuild_started_at IS NOT NULL))),
  CONSTRAINT projection_state_serving CHECK ((serving = ANY (ARRAY['blue'::text, 'green'::text]))),
  CONSTRAINT projection_state_single_row CHECK (single_row)
);

CREATE TABLE reform_index.editions (
  code text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  content jsonb NOT NULL,
  hash text NOT NULL,
  drafted_at timestamp with time zone NOT NULL,
  drafted_by text NOT NULL,
  published_at timestamp with time zone,
  published_by text,
  supersedes text,
  CONSTRAINT editions_pkey PRIMARY KEY (code),
  CONSTRAINT editions_one_successor UNIQUE (supersedes),
  CONSTRAINT editions_content_check CHECK ((((content ->> 'code'::text) = code) AND ((content ->> 'kind'::text) = kind) AND ((content ->> 'name'::text) = name))),
  CONSTRAINT editions_published_check CHECK (((published_at IS NULL) = (published_by IS NULL))),
  CONSTRAINT editions_supersedes_check CHECK (((supersedes IS NULL) OR ((supersedes <> code) AND (published_at IS NOT NULL))))
);

ALTER TABLE frozen_dossiers ADD CONSTRAINT frozen_dossiers_report_id_fkey FOREIGN KEY (report_id) REFERENCES frozen_reports(id);
ALTER TABLE reform_index.editions ADD CONSTRAINT editions_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES reform_index.editions(code);

CREATE INDEX dossier_agency_spans_of_agency ON projection_blue.dossier_agency_spans USING btree (agency_code, until_at);
CREATE INDEX dossier_flags_by_time ON projection_blue.dossier_flags USING btree (at) INCLUDE (dossier_id);
CREATE INDEX dossiers_by_acceptance ON projection_blue.dossiers USING btree (accepted_at, dossier_id) WHERE (accepted_at IS NOT NULL);
CREATE INDEX dossiers_by_end ON projection_blue.dossiers USING btree (counted_ended_at, dossier_id) WHERE (accepted_at IS NOT NULL);
CREATE INDEX dossiers_by_end_of_intake ON projection_blue.dossiers USING btree (intake_ended_at, dossier_id) WHERE (submitted_at IS NOT NULL);
CREATE INDEX dossiers_by_refusal ON projection_blue.dossiers USING btree (refused_at, dossier_id) INCLUDE (agency_code, field_code) WHERE (refused_at IS NOT NULL);
CREATE INDEX dossiers_by_submission ON projection_blue.dossiers USING btree (submitted_at, dossier_id) INCLUDE (agency_code, field_code, intake_ended_at) WHERE (submitted_at IS NOT NULL);
CREATE INDEX dossiers_counted ON projection_blue.dossiers USING btree (agency_code, counted_ended_at, dossier_id) INCLUDE (accepted_at, field_code, channel, punctuality, clock, clock_from, due_at, appointed_punctuality, apology, apologised_at, apology_late, appointed_at, legacy_id) WHERE (accepted_at IS NOT NULL);
CREATE INDEX dossiers_in_intake ON projection_blue.dossiers USING btree (agency_code, intake_ended_at, dossier_id) INCLUDE (submitted_at, field_code, intake_end) WHERE (submitted_at IS NOT NULL);
CREATE INDEX dossiers_of_agency_by_acceptance ON projection_blue.dossiers USING btree (agency_code, accepted_at, dossier_id) WHERE (accepted_at IS NOT NULL);
CREATE INDEX dossiers_reopened ON projection_blue.dossiers USING btree (reopened_at, dossier_id) WHERE (reopened_at IS NOT NULL);
CREATE INDEX dossiers_transferred ON projection_blue.dossiers USING btree (agency_from) WHERE (agency_from IS NOT NULL);
CREATE INDEX feedback_stints_by_time ON projection_blue.feedback_stints USING btree (received_at, feedback_id, number);
CREATE INDEX feedback_stints_of_agency ON projection_blue.feedback_stints USING btree (agency_code, received_at, feedback_id, number);
CREATE INDEX survey_answers_by_time ON projection_blue.survey_answers USING btree (answered_at);
CREATE INDEX survey_answers_of_agency_by_time ON projection_blue.survey_answers USING btree (agency_code, answered_at);
CREATE INDEX survey_issues_of_agency_by_time ON projection_blue.survey_issues USING btree (agency_code, issued_at);
CREATE INDEX dossier_agency_spans_of_agency ON projection_green.dossier_agency_spans USING btree (agency_code, until_at);
CREATE INDEX dossier_flags_by_time ON projection_green.dossier_flags USING btree (at) INCLUDE (dossier_id);
CREATE INDEX dossiers_by_acceptance ON projection_green.dossiers USING btree (accepted_at, dossier_id) WHERE (accepted_at IS NOT NULL);
CREATE INDEX dossiers_by_end ON projection_green.dossiers USING btree (counted_ended_at, dossier_id) WHERE (accepted_at IS NOT NULL);
CREATE INDEX dossiers_by_end_of_intake ON projection_green.dossiers USING btree (intake_ended_at, dossier_id) WHERE (submitted_at IS NOT NULL);
CREATE INDEX dossiers_by_refusal ON projection_green.dossiers USING btree (refused_at, dossier_id) INCLUDE (agency_code, field_code) WHERE (refused_at IS NOT NULL);
CREATE INDEX dossiers_by_submission ON projection_green.dossiers USING btree (submitted_at, dossier_id) INCLUDE (agency_code, field_code, intake_ended_at) WHERE (submitted_at IS NOT NULL);
CREATE INDEX dossiers_counted ON projection_green.dossiers USING btree (agency_code, counted_ended_at, dossier_id) INCLUDE (accepted_at, field_code, channel, punctuality, clock, clock_from, due_at, appointed_punctuality, apology, apologised_at, apology_late, appointed_at, legacy_id) WHERE (accepted_at IS NOT NULL);
CREATE INDEX dossiers_in_intake ON projection_green.dossiers USING btree (agency_code, intake_ended_at, dossier_id) INCLUDE (submitted_at, field_code, intake_end) WHERE (submitted_at IS NOT NULL);
CREATE INDEX dossiers_of_agency_by_acceptance ON projection_green.dossiers USING btree (agency_code, accepted_at, dossier_id) WHERE (accepted_at IS NOT NULL);
CREATE INDEX dossiers_reopened ON projection_green.dossiers USING btree (reopened_at, dossier_id) WHERE (reopened_at IS NOT NULL);
CREATE INDEX dossiers_transferred ON projection_green.dossiers USING btree (agency_from) WHERE (agency_from IS NOT NULL);
CREATE INDEX feedback_stints_by_time ON projection_green.feedback_stints USING btree (received_at, feedback_id, number);
CREATE INDEX feedback_stints_of_agency ON projection_green.feedback_stints USING btree (agency_code, received_at, feedback_id, number);
CREATE INDEX survey_answers_by_time ON projection_green.survey_answers USING btree (answered_at);
CREATE INDEX survey_answers_of_agency_by_time ON projection_green.survey_answers USING btree (agency_code, answered_at);
CREATE INDEX survey_issues_of_agency_by_time ON projection_green.survey_issues USING btree (agency_code, issued_at);
CREATE INDEX consumed_aggregates_parked_keys ON public.consumed_aggregates USING btree (topic, aggregate_id) WHERE (parked_reason IS NOT NULL);
CREATE INDEX dead_letters_open ON public.dead_letters USING btree (finished_at, id) WHERE (state = 'OPEN'::text);
CREATE INDEX idempotency_keys_created_at_idx ON public.idempotency_keys USING btree (created_at);
CREATE INDEX outbox_unpublished ON public.outbox USING btree ("position") WHERE (published_at IS NULL);
CREATE INDEX parked_events_due ON public.parked_events USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);

CREATE TRIGGER frozen_dossiers_stand BEFORE DELETE OR UPDATE OR TRUNCATE ON public.frozen_dossiers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_frozen();
CREATE TRIGGER frozen_reports_stand BEFORE DELETE OR UPDATE OR TRUNCATE ON public.frozen_reports FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_frozen();
CREATE TRIGGER editions_no_truncate BEFORE TRUNCATE ON reform_index.editions FOR EACH STATEMENT EXECUTE FUNCTION reform_index.refuse_rewriting();
CREATE TRIGGER editions_published_stay BEFORE DELETE OR UPDATE ON reform_index.editions FOR EACH ROW WHEN ((old.published_at IS NOT NULL)) EXECUTE FUNCTION reform_index.refuse_rewriting();

COMMENT ON TABLE projection_blue.agencies IS 'When agencies exist, as the catalog announces them; each has its row in a report of that time';
COMMENT ON COLUMN projection_blue.agencies.code IS 'Identification code (Decision 20/2020/QĐ-TTg)';
COMMENT ON COLUMN projection_blue.agencies.level IS 'Level';
COMMENT ON COLUMN projection_blue.agencies.parent_code IS 'Agency above';
COMMENT ON COLUMN projection_blue.agencies.valid_from IS 'First day of its existence';
COMMENT ON COLUMN projection_blue.agencies.valid_to IS 'Last day of its existence';
COMMENT ON TABLE projection_blue.calendars IS 'Versions of the working calendars, as the catalog announces them';
COMMENT ON COLUMN projection_blue.calendars.id IS 'Calendar';
COMMENT ON COLUMN projection_blue.calendars.version IS 'Version';
COMMENT ON COLUMN projection_blue.calendars.from_at IS 'When it was published';
COMMENT ON TABLE projection_blue.dossier_agency_spans IS 'The agencies that a dossier had before its present one, so that a report as of any instant can be made again';
COMMENT ON COLUMN projection_blue.dossier_agency_spans.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_blue.dossier_agency_spans.until_at IS 'Until when; the next agency has it from here on';
COMMENT ON COLUMN projection_blue.dossier_agency_spans.agency_code IS 'Agency that had it';
COMMENT ON TABLE projection_blue.dossier_clock_spans IS 'How the clock of a dossier stood before its present span, so that a report as of any instant can be made again';
COMMENT ON COLUMN projection_blue.dossier_clock_spans.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_blue.dossier_clock_spans.from_at IS 'Since when it stood so';
COMMENT ON COLUMN projection_blue.dossier_clock_spans.until_at IS 'Until when; the next span begins here';
COMMENT ON COLUMN projection_blue.dossier_clock_spans.clock IS 'Whether it ran';
COMMENT ON COLUMN projection_blue.dossier_clock_spans.due_at IS 'Due instant as it stood then; null: unknown, or paused';
COMMENT ON TABLE projection_blue.dossier_flags IS 'What is remarkable about events of dossiers; rows for flagged events only, none for what was announced before events had flags';
COMMENT ON COLUMN projection_blue.dossier_flags.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_blue.dossier_flags.at IS 'When it happened';
COMMENT ON COLUMN projection_blue.dossier_flags.flag IS 'SUPPLEMENT_AFTER_WINDOW, SUPPLEMENT_REPEATED, SUPPLEMENT_ANSWERED_BY_ASKER …';
COMMENT ON COLUMN projection_blue.dossier_flags.learnt_at IS 'When the event with the flag was recorded; null: before this was kept';
COMMENT ON TABLE projection_blue.dossier_time_shares IS 'Who had a dossier how long that has ended; none for what ended before events told it, or where it is not known';
COMMENT ON COLUMN projection_blue.dossier_time_shares.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_blue.dossier_time_shares."position" IS '1, 2, 3 … as the event has them';
COMMENT ON COLUMN projection_blue.dossier_time_shares.party IS 'COUNTER, UNIT, AGENCY, APPLICANT, CONSULTED_AGENCY, PROCESS or UNKNOWN';
COMMENT ON COLUMN projection_blue.dossier_time_shares.agency_code IS 'The agency that had the dossier then; null: UNKNOWN';
COMMENT ON COLUMN projection_blue.dossier_time_shares.unit IS 'Unit; null: none is charged by itself';
COMMENT ON COLUMN projection_blue.dossier_time_shares.officer IS 'Opaque key of the officer; null: not known';
COMMENT ON COLUMN projection_blue.dossier_time_shares.minutes IS 'Working minutes';
COMMENT ON COLUMN projection_blue.dossier_time_shares.late_minutes IS 'Working minutes by which it made the dossier late; null: it did not';
COMMENT ON COLUMN projection_blue.dossier_time_shares.dossier_late_minutes IS 'Working minutes by which the dossier was late, in all; null: it was not';
COMMENT ON TABLE projection_blue.dossiers IS 'One row per dossier, with all that a report asks of it';
COMMENT ON COLUMN projection_blue.dossiers.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_blue.dossiers.code IS 'Code on its receipt; null for what was not accepted';
COMMENT ON COLUMN projection_blue.dossiers.legacy_system IS 'Legacy system that it was taken over from';
COMMENT ON COLUMN projection_blue.dossiers.legacy_id IS 'Id in that system';
COMMENT ON COLUMN projection_blue.dossiers.agency_code IS 'Agency that answers for it, by its latest event';
COMMENT ON COLUMN projection_blue.dossiers.field_code IS 'Field (lĩnh vực) of its procedure';
COMMENT ON COLUMN projection_blue.dossiers.procedure_id IS 'Procedure';
COMMENT ON COLUMN projection_blue.dossiers.procedure_code IS 'Code of the procedure';
COMMENT ON COLUMN projection_blue.dossiers.procedure_version IS 'Version of the procedure that it was opened on';
COMMENT ON COLUMN projection_blue.dossiers.channel IS 'How it was submitted';
COMMENT ON COLUMN projection_blue.dossiers.subject_type IS 'Whose it is: LoaiDoiTuong of the national portal';
COMMENT ON COLUMN projection_blue.dossiers.refused_at IS 'When it was refused at intake (Form 03)';
COMMENT ON COLUMN projection_blue.dossiers.accepted_at IS 'When it was received complete and correct (Form 01); reports count it from here on';
COMMENT ON COLUMN projection_blue.dossiers.ended_at IS 'When it was first resolved, delivered, stopped or withdrawn, as recorded';
COMMENT ON COLUMN projection_blue.dossiers.counted_ended_at IS 'The later of ended_at and accepted_at, because recorded history can end before it begins; infinity while open';
COMMENT ON COLUMN projection_blue.dossiers.ended_kind IS 'How it ended; null where a legacy system recorded only that it did';
COMMENT ON COLUMN projection_blue.dossiers.ended_due_at IS 'Due instant when it ended; null: unknown, or its clock was paused';
COMMENT ON COLUMN projection_blue.dossiers.punctuality IS 'ended_at against ended_due_at: LATE is an instant after it, EARLY a local date before it';
COMMENT ON COLUMN projection_blue.dossiers.clock IS 'How its clock stands from clock_from to counted_ended_at; earlier spans lie in dossier_clock_spans';
COMMENT ON COLUMN projection_blue.dossiers.clock_from IS 'Since when clock and due_at hold';
COMMENT ON COLUMN projection_blue.dossiers.due_at IS 'Due instant while the clock runs; null: unknown, or paused';
COMMENT ON COLUMN projection_blue.dossiers.submitted_at IS 'When it was submitted; null for what was taken over from a legacy system, and for what an earlier version projected';
COMMENT ON COLUMN projection_blue.dossiers.intake_ended_at IS 'When it was accepted, or ended without that, but never before its submission; infinity while it waits for acceptance';
COMMENT ON COLUMN projection_blue.dossiers.intake_end IS 'How its intake ended; WITHDRAWN: nobody recorded by whom';
COMMENT ON COLUMN projection_blue.dossiers.agency_from IS 'Since when agency_code has it; null: since its acceptance. Earlier agencies lie in dossier_agency_spans';
COMMENT ON COLUMN projection_blue.dossiers.appointed_punctuality IS 'How it ended against its appointed date; punctuality says it of the due date by law';
COMMENT ON COLUMN projection_blue.dossiers.apology IS 'What became of the apology that is owed, where it ended past its due date by law';
COMMENT ON COLUMN projection_blue.dossiers.apologised_at IS 'When the apology was given; null: not';
COMMENT ON COLUMN projection_blue.dossiers.apology_late IS 'Whether that was later than the last working day before the due day';
COMMENT ON COLUMN projection_blue.dossiers.appointed_at IS 'The return date that it appointed';
COMMENT ON COLUMN projection_blue.dossiers.reopened_at IS 'When it was reopened because its result is wrong; null: not. Its end stays as it was';
COMMENT ON COLUMN projection_blue.dossiers.reopening_found_by IS 'Who found that';
COMMENT ON COLUMN projection_blue.dossiers.correct_by IS 'Until when it is to be corrected; null: not known';
COMMENT ON COLUMN projection_blue.dossiers.corrected_at IS 'When it was corrected';
COMMENT ON COLUMN projection_blue.dossiers.correction_kept IS 'How the correction kept its own time limit; punctuality says it of the dossier';
COMMENT ON COLUMN projection_blue.dossiers.result_reversed IS 'Whether the corrected result says the opposite of the first one';
COMMENT ON COLUMN projection_blue.dossiers.learnt_at IS 'When the latest event was recorded that changed this row; null: changed before this was kept';
COMMENT ON TABLE projection_blue.feedback_stints IS 'The time of a feedback item at each agency that had it';
COMMENT ON COLUMN projection_blue.feedback_stints.feedback_id IS 'Feedback';
COMMENT ON COLUMN projection_blue.feedback_stints.number IS '1 at the agency where it was filed, one more with each forwarding';
COMMENT ON COLUMN projection_blue.feedback_stints.version IS 'Version of the last event that changed it';
COMMENT ON COLUMN projection_blue.feedback_stints.code IS 'Code of the feedback';
COMMENT ON COLUMN projection_blue.feedback_stints.kind IS 'About behaviour, or about a regulation (Decree 20/2008/NĐ-CP Art. 5)';
COMMENT ON COLUMN projection_blue.feedback_stints.channel IS 'How it came';
COMMENT ON COLUMN projection_blue.feedback_stints.agency_code IS 'Agency that has or had it';
COMMENT ON COLUMN projection_blue.feedback_stints.field_code IS 'Field, where it is known';
COMMENT ON COLUMN projection_blue.feedback_stints.received_at IS 'When the agency received it';
COMMENT ON COLUMN projection_blue.feedback_stints.received_by IS 'How: filed there, or forwarded to it';
COMMENT ON COLUMN projection_blue.feedback_stints.responded_at IS 'When the agency accepted, refused or forwarded it';
COMMENT ON COLUMN projection_blue.feedback_stints.accepted_at IS 'When the agency accepted it';
COMMENT ON COLUMN projection_blue.feedback_stints.ended_at IS 'When the agency refused, forwarded or answered it; null while it is open';
COMMENT ON COLUMN projection_blue.feedback_stints.ended_by IS 'Which of these';
COMMENT ON COLUMN projection_blue.feedback_stints.refusal_reason IS 'Why it was refused';
COMMENT ON COLUMN projection_blue.feedback_stints.published_at IS 'When it was published with its answer';
COMMENT ON COLUMN projection_blue.feedback_stints.respond_due_at IS 'Due to accept, refuse or forward it; null: not known';
COMMENT ON COLUMN projection_blue.feedback_stints.forward_due_at IS 'Due to forward it, if the agency is not competent';
COMMENT ON COLUMN projection_blue.feedback_stints.answer_due_at IS 'Due to answer it, from acceptance on';
COMMENT ON COLUMN projection_blue.feedback_stints.answer_filer_due_at IS 'Due to answer it, counted from the filing';
COMMENT ON COLUMN projection_blue.feedback_stints.publish_due_at IS 'Due to publish it, from the answer on';
COMMENT ON TABLE projection_blue.names IS 'What agencies, fields and procedures were called, and since when';
COMMENT ON COLUMN projection_blue.names.kind IS 'What bears the name';
COMMENT ON COLUMN projection_blue.names.code IS 'Its code';
COMMENT ON COLUMN projection_blue.names.from_at IS 'When the catalog announced the name; -infinity: before this was recorded';
COMMENT ON COLUMN projection_blue.names.name IS 'Name';
COMMENT ON TABLE projection_blue.projection_marks IS 'How far this generation has come, topic by topic: what a report says about its own age';
COMMENT ON COLUMN projection_blue.projection_marks.topic IS 'Topic';
COMMENT ON COLUMN projection_blue.projection_marks.events IS 'Events applied';
COMMENT ON COLUMN projection_blue.projection_marks.last_event_id IS 'The latest recorded of them';
COMMENT ON COLUMN projection_blue.projection_marks.last_recorded_at IS 'When that one was recorded';
COMMENT ON TABLE projection_blue.projection_progress IS 'How far this generation has come, topic by topic, summed over the slots: what a report says about its own age';
COMMENT ON COLUMN projection_blue.projection_progress.topic IS 'Topic';
COMMENT ON COLUMN projection_blue.projection_progress.slot IS 'Which of several rows of a topic, so that its partitions do not wait for each other';
COMMENT ON COLUMN projection_blue.projection_progress.events IS 'Events applied';
COMMENT ON COLUMN projection_blue.projection_progress.last_event_id IS 'The latest recorded of them';
COMMENT ON COLUMN projection_blue.projection_progress.last_recorded_at IS 'When that one was recorded';
COMMENT ON TABLE projection_blue.survey_answers IS 'Satisfaction answers; no dossier beside them, so that no officer learns what an applicant answered';
COMMENT ON COLUMN projection_blue.survey_answers.survey_id IS 'Random id of the answer';
COMMENT ON COLUMN projection_blue.survey_answers.answered_at IS 'Beginning of the local day on which it was answered';
COMMENT ON COLUMN projection_blue.survey_answers.agency_code IS 'Agency that it is about';
COMMENT ON COLUMN projection_blue.survey_answers.field_code IS 'Field that it is about';
COMMENT ON COLUMN projection_blue.survey_answers.procedure_code IS 'Procedure that it is about';
COMMENT ON COLUMN projection_blue.survey_answers.level IS 'The answer';
COMMENT ON COLUMN projection_blue.survey_answers.question_version IS 'Version of the question';
COMMENT ON COLUMN projection_blue.survey_answers.channel IS 'How its ballot was issued; null: not known';
COMMENT ON TABLE projection_blue.survey_issues IS 'How many ballots of satisfaction surveys were issued; no dossier beside them';
COMMENT ON COLUMN projection_blue.survey_issues.batch_id IS 'Random id of the count';
COMMENT ON COLUMN projection_blue.survey_issues.issued_at IS 'Beginning of the earliest local day on which one of them was issued';
COMMENT ON COLUMN projection_blue.survey_issues.agency_code IS 'Agency that they are about';
COMMENT ON COLUMN projection_blue.survey_issues.field_code IS 'Field that they are about; OTHER where there were few';
COMMENT ON COLUMN projection_blue.survey_issues.procedure_code IS 'Procedure that they are about; OTHER where there were few';
COMMENT ON COLUMN projection_blue.survey_issues.channel IS 'How they were issued';
COMMENT ON COLUMN projection_blue.survey_issues.ballots IS 'How many';
COMMENT ON TABLE projection_blue.watermarks IS 'Up to when each producer has published everything; reached when its positions are applied';
COMMENT ON COLUMN projection_blue.watermarks.producer IS 'Service';
COMMENT ON COLUMN projection_blue.watermarks.version IS 'Version of the event that says so';
COMMENT ON COLUMN projection_blue.watermarks.until_at IS 'Facts dated before it lie before the positions';
COMMENT ON COLUMN projection_blue.watermarks.topics IS 'The topics that the producer writes';
COMMENT ON COLUMN projection_blue.watermarks.positions IS 'How long each partition was then: topic, partition, incarnation, position';
COMMENT ON TABLE projection_green.agencies IS 'When agencies exist, as the catalog announces them; each has its row in a report of that time';
COMMENT ON COLUMN projection_green.agencies.code IS 'Identification code (Decision 20/2020/QĐ-TTg)';
COMMENT ON COLUMN projection_green.agencies.level IS 'Level';
COMMENT ON COLUMN projection_green.agencies.parent_code IS 'Agency above';
COMMENT ON COLUMN projection_green.agencies.valid_from IS 'First day of its existence';
COMMENT ON COLUMN projection_green.agencies.valid_to IS 'Last day of its existence';
COMMENT ON TABLE projection_green.calendars IS 'Versions of the working calendars, as the catalog announces them';
COMMENT ON COLUMN projection_green.calendars.id IS 'Calendar';
COMMENT ON COLUMN projection_green.calendars.version IS 'Version';
COMMENT ON COLUMN projection_green.calendars.from_at IS 'When it was published';
COMMENT ON TABLE projection_green.dossier_agency_spans IS 'The agencies that a dossier had before its present one, so that a report as of any instant can be made again';
COMMENT ON COLUMN projection_green.dossier_agency_spans.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_green.dossier_agency_spans.until_at IS 'Until when; the next agency has it from here on';
COMMENT ON COLUMN projection_green.dossier_agency_spans.agency_code IS 'Agency that had it';
COMMENT ON TABLE projection_green.dossier_clock_spans IS 'How the clock of a dossier stood before its present span, so that a report as of any instant can be made again';
COMMENT ON COLUMN projection_green.dossier_clock_spans.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_green.dossier_clock_spans.from_at IS 'Since when it stood so';
COMMENT ON COLUMN projection_green.dossier_clock_spans.until_at IS 'Until when; the next span begins here';
COMMENT ON COLUMN projection_green.dossier_clock_spans.clock IS 'Whether it ran';
COMMENT ON COLUMN projection_green.dossier_clock_spans.due_at IS 'Due instant as it stood then; null: unknown, or paused';
COMMENT ON TABLE projection_green.dossier_flags IS 'What is remarkable about events of dossiers; rows for flagged events only, none for what was announced before events had flags';
COMMENT ON COLUMN projection_green.dossier_flags.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_green.dossier_flags.at IS 'When it happened';
COMMENT ON COLUMN projection_green.dossier_flags.flag IS 'SUPPLEMENT_AFTER_WINDOW, SUPPLEMENT_REPEATED, SUPPLEMENT_ANSWERED_BY_ASKER …';
COMMENT ON COLUMN projection_green.dossier_flags.learnt_at IS 'When the event with the flag was recorded; null: before this was kept';
COMMENT ON TABLE projection_green.dossier_time_shares IS 'Who had a dossier how long that has ended; none for what ended before events told it, or where it is not known';
COMMENT ON COLUMN projection_green.dossier_time_shares.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_green.dossier_time_shares."position" IS '1, 2, 3 … as the event has them';
COMMENT ON COLUMN projection_green.dossier_time_shares.party IS 'COUNTER, UNIT, AGENCY, APPLICANT, CONSULTED_AGENCY, PROCESS or UNKNOWN';
COMMENT ON COLUMN projection_green.dossier_time_shares.agency_code IS 'The agency that had the dossier then; null: UNKNOWN';
COMMENT ON COLUMN projection_green.dossier_time_shares.unit IS 'Unit; null: none is charged by itself';
COMMENT ON COLUMN projection_green.dossier_time_shares.officer IS 'Opaque key of the officer; null: not known';
COMMENT ON COLUMN projection_green.dossier_time_shares.minutes IS 'Working minutes';
COMMENT ON COLUMN projection_green.dossier_time_shares.late_minutes IS 'Working minutes by which it made the dossier late; null: it did not';
COMMENT ON COLUMN projection_green.dossier_time_shares.dossier_late_minutes IS 'Working minutes by which the dossier was late, in all; null: it was not';
COMMENT ON TABLE projection_green.dossiers IS 'One row per dossier, with all that a report asks of it';
COMMENT ON COLUMN projection_green.dossiers.dossier_id IS 'Dossier';
COMMENT ON COLUMN projection_green.dossiers.code IS 'Code on its receipt; null for what was not accepted';
COMMENT ON COLUMN projection_green.dossiers.legacy_system IS 'Legacy system that it was taken over from';
COMMENT ON COLUMN projection_green.dossiers.legacy_id IS 'Id in that system';
COMMENT ON COLUMN projection_green.dossiers.agency_code IS 'Agency that answers for it, by its latest event';
COMMENT ON COLUMN projection_green.dossiers.field_code IS 'Field (lĩnh vực) of its procedure';
COMMENT ON COLUMN projection_green.dossiers.procedure_id IS 'Procedure';
COMMENT ON COLUMN projection_green.dossiers.procedure_code IS 'Code of the procedure';
COMMENT ON COLUMN projection_green.dossiers.procedure_version IS 'Version of the procedure that it was opened on';
COMMENT ON COLUMN projection_green.dossiers.channel IS 'How it was submitted';
COMMENT ON COLUMN projection_green.dossiers.subject_type IS 'Whose it is: LoaiDoiTuong of the national portal';
COMMENT ON COLUMN projection_green.dossiers.refused_at IS 'When it was refused at intake (Form 03)';
COMMENT ON COLUMN projection_green.dossiers.accepted_at IS 'When it was received complete and correct (Form 01); reports count it from here on';
COMMENT ON COLUMN projection_green.dossiers.ended_at IS 'When it was first resolved, delivered, stopped or withdrawn, as recorded';
COMMENT ON COLUMN projection_green.dossiers.counted_ended_at IS 'The later of ended_at and accepted_at, because recorded history can end before it begins; infinity while open';
COMMENT ON COLUMN projection_green.dossiers.ended_kind IS 'How it ended; null where a legacy system recorded only that it did';
COMMENT ON COLUMN projection_green.dossiers.ended_due_at IS 'Due instant when it ended; null: unknown, or its clock was paused';
COMMENT ON COLUMN projection_green.dossiers.punctuality IS 'ended_at against ended_due_at: LATE is an instant after it, EARLY a local date before it';
COMMENT ON COLUMN projection_green.dossiers.clock IS 'How its clock stands from clock_from to counted_ended_at; earlier spans lie in dossier_clock_spans';
COMMENT ON COLUMN projection_green.dossiers.clock_from IS 'Since when clock and due_at hold';
COMMENT ON COLUMN projection_green.dossiers.due_at IS 'Due instant while the clock runs; null: unknown, or paused';
COMMENT ON COLUMN projection_green.dossiers.submitted_at IS 'When it was submitted; null for what was taken over from a legacy system, and for what an earlier version projected';
COMMENT ON COLUMN projection_green.dossiers.intake_ended_at IS 'When it was accepted, or ended without that, but never before its submission; infinity while it waits for acceptance';
COMMENT ON COLUMN projection_green.dossiers.intake_end IS 'How its intake ended; WITHDRAWN: nobody recorded by whom';
COMMENT ON COLUMN projection_green.dossiers.agency_from IS 'Since when agency_code has it; null: since its acceptance. Earlier agencies lie in dossier_agency_spans';
COMMENT ON COLUMN projection_green.dossiers.appointed_punctuality IS 'How it ended against its appointed date; punctuality says it of the due date by law';
COMMENT ON COLUMN projection_green.dossiers.apology IS 'What became of the apology that is owed, where it ended past its due date by law';
COMMENT ON COLUMN projection_green.dossiers.apologised_at IS 'When the apology was given; null: not';
COMMENT ON COLUMN projection_green.dossiers.apology_late IS 'Whether that was later than the last working day before the due day';
COMMENT ON COLUMN projection_green.dossiers.appointed_at IS 'The return date that it appointed';
COMMENT ON COLUMN projection_green.dossiers.reopened_at IS 'When it was reopened because its result is wrong; null: not. Its end stays as it was';
COMMENT ON COLUMN projection_green.dossiers.reopening_found_by IS 'Who found that';
COMMENT ON COLUMN projection_green.dossiers.correct_by IS 'Until when it is to be corrected; null: not known';
COMMENT ON COLUMN projection_green.dossiers.corrected_at IS 'When it was corrected';
COMMENT ON COLUMN projection_green.dossiers.correction_kept IS 'How the correction kept its own time limit; punctuality says it of the dossier';
COMMENT ON COLUMN projection_green.dossiers.result_reversed IS 'Whether the corrected result says the opposite of the first one';
COMMENT ON COLUMN projection_green.dossiers.learnt_at IS 'When the latest event was recorded that changed this row; null: changed before this was kept';
COMMENT ON TABLE projection_green.feedback_stints IS 'The time of a feedback item at each agency that had it';
COMMENT ON COLUMN projection_green.feedback_stints.feedback_id IS 'Feedback';
COMMENT ON COLUMN projection_green.feedback_stints.number IS '1 at the agency where it was filed, one more with each forwarding';
COMMENT ON COLUMN projection_green.feedback_stints.version IS 'Version of the last event that changed it';
COMMENT ON COLUMN projection_green.feedback_stints.code IS 'Code of the feedback';
COMMENT ON COLUMN projection_green.feedback_stints.kind IS 'About behaviour, or about a regulation (Decree 20/2008/NĐ-CP Art. 5)';
COMMENT ON COLUMN projection_green.feedback_stints.channel IS 'How it came';
COMMENT ON COLUMN projection_green.feedback_stints.agency_code IS 'Agency that has or had it';
COMMENT ON COLUMN projection_green.feedback_stints.field_code IS 'Field, where it is known';
COMMENT ON COLUMN projection_green.feedback_stints.received_at IS 'When the agency received it';
COMMENT ON COLUMN projection_green.feedback_stints.received_by IS 'How: filed there, or forwarded to it';
COMMENT ON COLUMN projection_green.feedback_stints.responded_at IS 'When the agency accepted, refused or forwarded it';
COMMENT ON COLUMN projection_green.feedback_stints.accepted_at IS 'When the agency accepted it';
COMMENT ON COLUMN projection_green.feedback_stints.ended_at IS 'When the agency refused, forwarded or answered it; null while it is open';
COMMENT ON COLUMN projection_green.feedback_stints.ended_by IS 'Which of these';
COMMENT ON COLUMN projection_green.feedback_stints.refusal_reason IS 'Why it was refused';
COMMENT ON COLUMN projection_green.feedback_stints.published_at IS 'When it was published with its answer';
COMMENT ON COLUMN projection_green.feedback_stints.respond_due_at IS 'Due to accept, refuse or forward it; null: not known';
COMMENT ON COLUMN projection_green.feedback_stints.forward_due_at IS 'Due to forward it, if the agency is not competent';
COMMENT ON COLUMN projection_green.feedback_stints.answer_due_at IS 'Due to answer it, from acceptance on';
COMMENT ON COLUMN projection_green.feedback_stints.answer_filer_due_at IS 'Due to answer it, counted from the filing';
COMMENT ON COLUMN projection_green.feedback_stints.publish_due_at IS 'Due to publish it, from the answer on';
COMMENT ON TABLE projection_green.names IS 'What agencies, fields and procedures were called, and since when';
COMMENT ON COLUMN projection_green.names.kind IS 'What bears the name';
COMMENT ON COLUMN projection_green.names.code IS 'Its code';
COMMENT ON COLUMN projection_green.names.from_at IS 'When the catalog announced the name; -infinity: before this was recorded';
COMMENT ON COLUMN projection_green.names.name IS 'Name';
COMMENT ON TABLE projection_green.projection_marks IS 'How far this generation has come, topic by topic: what a report says about its own age';
COMMENT ON COLUMN projection_green.projection_marks.topic IS 'Topic';
COMMENT ON COLUMN projection_green.projection_marks.events IS 'Events applied';
COMMENT ON COLUMN projection_green.projection_marks.last_event_id IS 'The latest recorded of them';
COMMENT ON COLUMN projection_green.projection_marks.last_recorded_at IS 'When that one was recorded';
COMMENT ON TABLE projection_green.projection_progress IS 'How far this generation has come, topic by topic, summed over the slots: what a report says about its own age';
COMMENT ON COLUMN projection_green.projection_progress.topic IS 'Topic';
COMMENT ON COLUMN projection_green.projection_progress.slot IS 'Which of several rows of a topic, so that its partitions do not wait for each other';
COMMENT ON COLUMN projection_green.projection_progress.events IS 'Events applied';
COMMENT ON COLUMN projection_green.projection_progress.last_event_id IS 'The latest recorded of them';
COMMENT ON COLUMN projection_green.projection_progress.last_recorded_at IS 'When that one was recorded';
COMMENT ON TABLE projection_green.survey_answers IS 'Satisfaction answers; no dossier beside them, so that no officer learns what an applicant answered';
COMMENT ON COLUMN projection_green.survey_answers.survey_id IS 'Random id of the answer';
COMMENT ON COLUMN projection_green.survey_answers.answered_at IS 'Beginning of the local day on which it was answered';
COMMENT ON COLUMN projection_green.survey_answers.agency_code IS 'Agency that it is about';
COMMENT ON COLUMN projection_green.survey_answers.field_code IS 'Field that it is about';
COMMENT ON COLUMN projection_green.survey_answers.procedure_code IS 'Procedure that it is about';
COMMENT ON COLUMN projection_green.survey_answers.level IS 'The answer';
COMMENT ON COLUMN projection_green.survey_answers.question_version IS 'Version of the question';
COMMENT ON COLUMN projection_green.survey_answers.channel IS 'How its ballot was issued; null: not known';
COMMENT ON TABLE projection_green.survey_issues IS 'How many ballots of satisfaction surveys were issued; no dossier beside them';
COMMENT ON COLUMN projection_green.survey_issues.batch_id IS 'Random id of the count';
COMMENT ON COLUMN projection_green.survey_issues.issued_at IS 'Beginning of the earliest local day on which one of them was issued';
COMMENT ON COLUMN projection_green.survey_issues.agency_code IS 'Agency that they are about';
COMMENT ON COLUMN projection_green.survey_issues.field_code IS 'Field that they are about; OTHER where there were few';
COMMENT ON COLUMN projection_green.survey_issues.procedure_code IS 'Procedure that they are about; OTHER where there were few';
COMMENT ON COLUMN projection_green.survey_issues.channel IS 'How they were issued';
COMMENT ON COLUMN projection_green.survey_issues.ballots IS 'How many';
COMMENT ON TABLE projection_green.watermarks IS 'Up to when each producer has published everything; reached when its positions are applied';
COMMENT ON COLUMN projection_green.watermarks.producer IS 'Service';
COMMENT ON COLUMN projection_green.watermarks.version IS 'Version of the event that says so';
COMMENT ON COLUMN projection_green.watermarks.until_at IS 'Facts dated before it lie before the positions';
COMMENT ON COLUMN projection_green.watermarks.topics IS 'The topics that the producer writes';
COMMENT ON COLUMN projection_green.watermarks.positions IS 'How long each partition was then: topic, partition, incarnation, position';
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
COMMENT ON TABLE frozen_dossiers IS 'Which dossiers a frozen report counts in which cells, and as what an adjustment of it counts dossiers of an earlier period now';
COMMENT ON COLUMN frozen_dossiers.report_id IS 'Frozen report';
COMMENT ON COLUMN frozen_dossiers.period_from IS 'Period of the cells: that of the report, or an earlier one that it adjusts';
COMMENT ON COLUMN frozen_dossiers.dossier_id IS 'Dossier';
COMMENT ON COLUMN frozen_dossiers.agency_code IS 'Agency that it is counted at';
COMMENT ON COLUMN frozen_dossiers.field_code IS 'Field that it is counted in';
COMMENT ON COLUMN frozen_dossiers.cells IS 'Cells that count it; empty: no longer counted';
COMMENT ON TABLE frozen_reports IS 'Signed reports: superseded, never edited or deleted';
COMMENT ON COLUMN frozen_reports.id IS 'Identity (UUIDv7)';
COMMENT ON COLUMN frozen_reports.series IS 'Kind of report and of period: reports of a series are chained';
COMMENT ON COLUMN frozen_reports.number IS '1, 2, 3 … in the series';
COMMENT ON COLUMN frozen_reports.period_from IS 'First instant of the period';
COMMENT ON COLUMN frozen_reports.period_to IS 'First instant after it';
COMMENT ON COLUMN frozen_reports.supersedes IS 'Number of the report of the same period that it takes the place of';
COMMENT ON COLUMN frozen_reports.frozen_at IS 'When it was signed';
COMMENT ON COLUMN frozen_reports.frozen_by IS 'Account that signed it';
COMMENT ON COLUMN frozen_reports.hash IS 'SHA-256 of the document';
COMMENT ON COLUMN frozen_reports.document IS 'The report as canonical JSON (RFC 8785)';
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
COMMENT ON TABLE projection_state IS 'Which generation of the projection reports are read from, and which one is being filled';
COMMENT ON COLUMN projection_state.single_row IS 'There is one row';
COMMENT ON COLUMN projection_state.serving IS 'Generation that reports are read from';
COMMENT ON COLUMN projection_state.building IS 'Generation that events are written to while a rebuild goes on; null: they are written to the serving one';
COMMENT ON COLUMN projection_state.rebuild_started_at IS 'When the rebuild that goes on, or the last one, began (real time)';
COMMENT ON COLUMN projection_state.rebuilt_at IS 'When the last rebuild was complete and began to serve (real time)';
COMMENT ON COLUMN projection_state.serving_filled_by IS 'Version of the projection that filled the serving generation from the first event on';
COMMENT ON COLUMN projection_state.building_filled_by IS 'Version of the projection that fills the other one, while a rebuild goes on';
COMMENT ON TABLE reform_index.editions IS 'Sets of criteria of the reform index: drafts, and published ones, which never change';
COMMENT ON COLUMN reform_index.editions.code IS 'Code, once and for all';
COMMENT ON COLUMN reform_index.editions.kind IS 'Kind of set, as in its content';
COMMENT ON COLUMN reform_index.editions.name IS 'Name, as in its content';
COMMENT ON COLUMN reform_index.editions.content IS 'The whole edition: groups, nodes, rules, rounding';
COMMENT ON COLUMN reform_index.editions.hash IS 'SHA-256 of the content as canonical JSON, in hexadecimal';
COMMENT ON COLUMN reform_index.editions.drafted_at IS 'When the draft was last written';
COMMENT ON COLUMN reform_index.editions.drafted_by IS 'Account that wrote it';
COMMENT ON COLUMN reform_index.editions.published_at IS 'When it was published; null: a draft';
COMMENT ON COLUMN reform_index.editions.published_by IS 'Account that published it';
COMMENT ON COLUMN reform_index.editions.supersedes IS 'The published edition that it takes the place of';
