CREATE OR REPLACE FUNCTION public.code_tail(code text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
        SELECT substring(code FROM '([0-9]{6}-[0-9]+)\s*$')
      $function$;

CREATE OR REPLACE FUNCTION public.folded_code(code text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
        SELECT upper(normalize(btrim(code, E'\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u0020\u007f\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u2065\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\u3000\u3164\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f\ufeff\uffa0\ufff0\ufff1\ufff2\ufff3\ufff4\ufff5\ufff6\ufff7\ufff8'), NFC) COLLATE pg_c_utf8)
      $function$;

CREATE OR REPLACE FUNCTION public.refuse_change_of_history()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
      END $function$;

CREATE TABLE abolished_procedures (
  procedure_id uuid NOT NULL,
  code text NOT NULL,
  effective_on date NOT NULL,
  CONSTRAINT abolished_procedures_pkey PRIMARY KEY (procedure_id)
);

CREATE TABLE account_key (
  id smallint NOT NULL,
  key bytea NOT NULL,
  CONSTRAINT account_key_pkey PRIMARY KEY (id),
  CONSTRAINT account_key_one CHECK ((id = 1))
);

CREATE TABLE agencies (
  code text NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  calendar_id text NOT NULL,
  office_hours_key text,
  valid_from date NOT NULL,
  valid_to date,
  level text,
  successor_code text,
  receives_for jsonb,
  CONSTRAINT agencies_pkey PRIMARY KEY (code)
);

CREATE TABLE agency_transfers (
  agency_code text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  last_dossier_id uuid,
  looked_at integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamp with time zone,
  CONSTRAINT agency_transfers_pkey PRIMARY KEY (agency_code, version),
  CONSTRAINT agency_transfers_state CHECK ((state = ANY (ARRAY['RUNNING'::text, 'COMPLETED'::text])))
);

CREATE TABLE approved_processes (
  procedure_id uuid NOT NULL,
  version integer NOT NULL,
  case_code text NOT NULL,
  definition jsonb NOT NULL,
  CONSTRAINT approved_processes_pkey PRIMARY KEY (procedure_id, version, case_code)
);

CREATE TABLE calendar_changes (
  calendar_id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  last_dossier_id uuid,
  looked_at integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamp with time zone,
  CONSTRAINT calendar_changes_pkey PRIMARY KEY (calendar_id, version),
  CONSTRAINT calendar_changes_state CHECK ((state = ANY (ARRAY['RUNNING'::text, 'COMPLETED'::text])))
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

CREATE TABLE deadlines_set_aside (
  dossier_id uuid NOT NULL,
  calendar_id text NOT NULL,
  version integer NOT NULL,
  reason text NOT NULL,
  attempts integer NOT NULL DEFAULT 1,
  set_aside_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamp with time zone NOT NULL,
  CONSTRAINT deadlines_set_aside_pkey PRIMARY KEY (dossier_id)
);

CREATE TABLE dossier_code_counters (
  agency_code text NOT NULL,
  counted_on date NOT NULL,
  last_number integer NOT NULL,
  CONSTRAINT dossier_code_counters_pkey PRIMARY KEY (agency_code, counted_on)
) WITH (fillfactor=50);

CREATE TABLE dossier_history (
  dossier_id uuid NOT NULL,
  version integer NOT NULL,
  action text NOT NULL,
  event text NOT NULL,
  from_status text,
  to_status text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  actor text NOT NULL,
  actor_unit text,
  flags text[] NOT NULL DEFAULT '{}'::text[],
  details jsonb NOT NULL,
  written bytea,
  actor_kind text,
  actor_agency text,
  actor_name text,
  actor_title text,
  recorded_by bigint DEFAULT ((pg_current_xact_id())::text)::bigint,
  CONSTRAINT dossier_history_pkey PRIMARY KEY (dossier_id, version),
  CONSTRAINT dossier_history_actor_kind CHECK ((actor_kind = ANY (ARRAY['APPLICANT'::text, 'OFFICER'::text, 'PORTAL'::text, 'SYSTEM'::text, 'IMPORT'::text])))
);

CREATE TABLE dossier_imports (
  id uuid NOT NULL,
  legacy_system text NOT NULL,
  requested_by text NOT NULL,
  state text NOT NULL,
  lines integer NOT NULL DEFAULT 0,
  imported integer NOT NULL DEFAULT 0,
  already_there integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  steps integer NOT NULL DEFAULT 0,
  flags jsonb NOT NULL DEFAULT '{}'::jsonb,
  started_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  progress_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamp with time zone,
  CONSTRAINT dossier_imports_pkey PRIMARY KEY (id),
  CONSTRAINT dossier_imports_counts CHECK ((lines = ((imported + already_there) + refused))),
  CONSTRAINT dossier_imports_state CHECK ((state = ANY (ARRAY['RUNNING'::text, 'COMPLETED'::text, 'INTERRUPTED'::text])))
);

CREATE TABLE dossier_persons (
  dossier_id uuid NOT NULL,
  role text NOT NULL,
  full_name bytea NOT NULL,
  identity_number bytea,
  identity_index bytea,
  phone bytea,
  email bytea,
  address bytea,
  identity_type bytea,
  phone_index bytea,
  name_words text[] COLLATE "C",
  CONSTRAINT dossier_persons_pkey PRIMARY KEY (dossier_id, role),
  CONSTRAINT dossier_persons_role CHECK ((role = ANY (ARRAY['APPLICANT'::text, 'REPRESENTATIVE'::text])))
);

CREATE TABLE dossier_submissions (
  dossier_id uuid NOT NULL,
  owner_subject text,
  submitter_subject text NOT NULL,
  request_content bytea,
  result_delivery text NOT NULL,
  CONSTRAINT dossier_submissions_pkey PRIMARY KEY (dossier_id),
  CONSTRAINT dossier_submissions_result_delivery CHECK ((result_delivery = ANY (ARRAY['COUNTER'::text, 'ONLINE'::text, 'POST'::text])))
);

CREATE TABLE dossier_tasks (
  dossier_id uuid NOT NULL,
  number integer NOT NULL,
  kind text NOT NULL,
  step_code text,
  agency_code text NOT NULL,
  unit text,
  role text,
  opened_at timestamp with time zone,
  due_at timestamp with time zone,
  closed_at timestamp with time zone,
  closed_by text,
  closed_by_unit text,
  outcome text,
  consultation jsonb,
  opened_by text,
  assignee text,
  taken_up_at timestamp with time zone,
  holds jsonb NOT NULL DEFAULT '[]'::jsonb,
  CONSTRAINT dossier_tasks_pkey PRIMARY KEY (dossier_id, number),
  CONSTRAINT dossier_tasks_closed CHECK (((outcome IS NOT NULL) OR (num_nonnulls(closed_at, closed_by, closed_by_unit) = 0))),
  CONSTRAINT dossier_tasks_kind CHECK (
CASE kind
    WHEN 'STEP'::text THEN ((step_code IS NOT NULL) AND (unit IS NOT NULL) AND (consultation IS NULL))
    WHEN 'CONSULTATION'::text THEN ((step_code IS NULL) AND (role IS NULL) AND (consultation IS NOT NULL) AND (due_at IS NOT NULL))
    ELSE false
END),
  CONSTRAINT dossier_tasks_outcome CHECK (((outcome = 'CANCELLED'::text) OR ((kind = 'STEP'::text) AND (outcome = ANY (ARRAY['COMPLETED'::text, 'RETURNED'::text, 'RECALLED'::text]))) OR ((kind = 'CONSULTATION'::text) AND (outcome = ANY (ARRAY['ANSWERED'::text, 'SILENT'::text, 'CONSENT_BY_SILENCE'::text, 'WITHDRAWN'::text])))))
);

CREATE TABLE dossiers (
  id uuid NOT NULL,
  version integer NOT NULL,
  origin text NOT NULL,
  status text NOT NULL,
  code text,
  agency_code text NOT NULL,
  procedure_id uuid NOT NULL,
  procedure_code text NOT NULL,
  procedure_version integer NOT NULL,
  field_code text NOT NULL,
  case_code text NOT NULL,
  channel text NOT NULL,
  subject_type text NOT NULL,
  submitted_at timestamp with time zone NOT NULL,
  accepted_at timestamp with time zone,
  deadline_state text,
  due_at timestamp with time zone,
  pauses jsonb NOT NULL DEFAULT '[]'::jsonb,
  waiting_return_to text,
  waiting_since timestamp with time zone,
  waiting_until timestamp with time zone,
  supplement_requests integer NOT NULL DEFAULT 0,
  steps_completed integer NOT NULL DEFAULT 0,
  outcome text,
  ended_at timestamp with time zone,
  last_event_at timestamp with time zone NOT NULL,
  rule_set_id text,
  rule_set_version integer,
  calendar_id text,
  calendar_version integer,
  office_hours_key text,
  legacy_system text,
  legacy_id text,
  legacy_hash bytea,
  legacy_flags text[],
  supplement_items integer[],
  supplement_until timestamp with time zone,
  supplement_brought_at timestamp with time zone,
  code_twin integer NOT NULL DEFAULT 0,
  legacy_id_twin integer NOT NULL DEFAULT 0,
  supplement_awaited integer[],
  supplement_asked_by text[],
  judged_at timestamp with time zone,
  data_problems text[] NOT NULL DEFAULT '{}'::text[],
  handed_on jsonb NOT NULL DEFAULT '[]'::jsonb,
  apologised_at timestamp with time zone,
  appointed_at timestamp with time zone,
  apology_late boolean,
  unannounced integer NOT NULL DEFAULT 0,
  receiving_agency_code text,
  reopened_at timestamp with time zone,
  reopening_found_by text,
  correct_by timestamp with time zone,
  corrected_at timestamp with time zone,
  corrected_outcome text,
  correction_delivered_at timestamp with time zone,
  CONSTRAINT dossiers_pkey PRIMARY KEY (id),
  CONSTRAINT dossiers_code_once UNIQUE (code),
  CONSTRAINT dossiers_legacy_once UNIQUE (legacy_system, legacy_id),
  CONSTRAINT dossiers_apology CHECK ((num_nulls(apologised_at, appointed_at, apology_late) = ANY (ARRAY[0, 3]))),
  CONSTRAINT dossiers_channel CHECK ((channel = ANY (ARRAY['DIRECT'::text, 'ONLINE'::text, 'POST'::text, 'OTHER'::text]))),
  CONSTRAINT dossiers_code_from_acceptance CHECK (((origin = 'IMPORTED'::text) OR ((code IS NULL) = (accepted_at IS NULL)))),
  CONSTRAINT dossiers_corrected_outcome CHECK ((corrected_outcome = ANY (ARRAY['APPROVED'::text, 'NOT_ELIGIBLE'::text]))),
  CONSTRAINT dossiers_deadline CHECK ((NOT ((deadline_state = 'RUNNING'::text) IS DISTINCT FROM
CASE
    WHEN (deadline_state IS NULL) THEN NULL::boolean
    ELSE (due_at IS NOT NULL)
END))),
  CONSTRAINT dossiers_deadline_state CHECK ((deadline_state = ANY (ARRAY['RUNNING'::text, 'PAUSED'::text, 'UNKNOWN'::text]))),
  CONSTRAINT dossiers_legacy CHECK ((((origin = 'IMPORTED'::text) = (legacy_id IS NOT NULL)) AND ((legacy_system IS NULL) = (legacy_id IS NULL)))),
  CONSTRAINT dossiers_origin CHECK ((origin = ANY (ARRAY['LIVE'::text, 'IMPORTED'::text]))),
  CONSTRAINT dossiers_outcome CHECK ((outcome = ANY (ARRAY['APPROVED'::text, 'NOT_ELIGIBLE'::text]))),
  CONSTRAINT dossiers_receiving_is_another CHECK ((receiving_agency_code <> agency_code)),
  CONSTRAINT dossiers_reopening CHECK (((num_nulls(reopened_at, reopening_found_by) = ANY (ARRAY[0, 2])) AND (num_nulls(corrected_at, corrected_outcome) = ANY (ARRAY[0, 2])) AND ((reopened_at IS NULL) OR (status = ANY (ARRAY['RESOLVED'::text, 'DELIVERED'::text]))) AND ((correct_by IS NULL) OR (reopened_at IS NOT NULL)) AND ((corrected_at IS NULL) OR (reopened_at IS NOT NULL)) AND ((correction_delivered_at IS NULL) OR (corrected_at IS NOT NULL)))),
  CONSTRAINT dossiers_reopening_found_by CHECK ((reopening_found_by = ANY (ARRAY['APPLICANT'::text, 'AGENCY'::text, 'INSPECTION'::text]))),
  CONSTRAINT dossiers_stamped_at_acceptance CHECK (((origin = 'IMPORTED'::text) OR (((accepted_at IS NULL) = (rule_set_id IS NULL)) AND ((accepted_at IS NULL) = (calendar_id IS NULL))))),
  CONSTRAINT dossiers_status CHECK ((status = ANY (ARRAY['SUBMITTED'::text, 'RECEIVED'::text, 'REFUSED_INTAKE'::text, 'IN_PROGRESS'::text, 'WAITING_SUPPLEMENT'::text, 'WAITING_PAYMENT'::text, 'WITHDRAWN'::text, 'STOPPED'::text, 'RESOLVED'::text, 'DELIVERED'::text]))),
  CONSTRAINT dossiers_subject_type CHECK ((subject_type = ANY (ARRAY['CITIZEN'::text, 'BUSINESS'::text, 'STATE_AGENCY'::text, 'ORGANISATION'::text]))),
  CONSTRAINT dossiers_unannounced CHECK (((unannounced >= 0) AND (unannounced <= (version - 1)))),
  CONSTRAINT dossiers_version_positive CHECK ((version >= 1)),
  CONSTRAINT dossiers_waiting CHECK (((status = 'WAITING_SUPPLEMENT'::text) = (waiting_return_to IS NOT NULL))),
  CONSTRAINT dossiers_waiting_return_to CHECK ((waiting_return_to = ANY (ARRAY['SUBMITTED'::text, 'RECEIVED'::text, 'IN_PROGRESS'::text])))
) WITH (fillfactor=80);

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

CREATE TABLE legacy_steps (
  dossier_id uuid NOT NULL,
  "position" integer NOT NULL,
  name text NOT NULL,
  unit text,
  officer text,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT legacy_steps_pkey PRIMARY KEY (dossier_id, "position")
);

CREATE TABLE office_hours (
  key text NOT NULL,
  hours jsonb NOT NULL,
  CONSTRAINT office_hours_pkey PRIMARY KEY (key)
);

CREATE TABLE officers (
  account text NOT NULL,
  agency_code text NOT NULL,
  unit text,
  name text,
  title text,
  roles text[],
  seen_at timestamp with time zone NOT NULL,
  CONSTRAINT officers_pkey PRIMARY KEY (account)
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

CREATE TABLE person_searches (
  id uuid NOT NULL,
  reader text NOT NULL,
  reader_agency text NOT NULL,
  reader_roles text[] NOT NULL,
  terms text[] NOT NULL,
  hits integer NOT NULL,
  searched_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT person_searches_pkey PRIMARY KEY (id),
  CONSTRAINT person_searches_terms CHECK (((terms <> '{}'::text[]) AND (terms <@ ARRAY['NAME'::text, 'IDENTITY_NUMBER'::text, 'PHONE'::text])))
);

CREATE TABLE personal_data_keys (
  key_id bytea NOT NULL,
  witness bytea NOT NULL,
  CONSTRAINT personal_data_keys_pkey PRIMARY KEY (key_id)
);

CREATE TABLE personal_data_reads (
  id uuid NOT NULL,
  dossier_id uuid NOT NULL,
  reader text NOT NULL,
  reader_agency text,
  reader_roles text[] NOT NULL,
  purpose text NOT NULL,
  operation text NOT NULL,
  read_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT personal_data_reads_pkey PRIMARY KEY (id)
);

CREATE TABLE procedure_versions (
  procedure_id uuid NOT NULL,
  version integer NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  field_code text NOT NULL,
  online boolean NOT NULL,
  effective_on date NOT NULL,
  cases jsonb NOT NULL,
  field_name text,
  competence jsonb,
  instant boolean,
  CONSTRAINT procedure_versions_pkey PRIMARY KEY (procedure_id, version)
);

CREATE TABLE refused_import_lines (
  import_id uuid NOT NULL,
  line integer NOT NULL,
  legacy_id text,
  code text NOT NULL,
  reason text NOT NULL,
  CONSTRAINT refused_import_lines_pkey PRIMARY KEY (import_id, line)
);

CREATE TABLE rule_sets (
  id text NOT NULL,
  version integer NOT NULL,
  effective_from date NOT NULL,
  effective_to date,
  definition jsonb NOT NULL,
  CONSTRAINT rule_sets_pkey PRIMARY KEY (id, version)
);

CREATE TABLE transfers_set_aside (
  dossier_id uuid NOT NULL,
  agency_code text NOT NULL,
  version integer NOT NULL,
  reason text NOT NULL,
  attempts integer NOT NULL DEFAULT 1,
  set_aside_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamp with time zone NOT NULL,
  CONSTRAINT transfers_set_aside_pkey PRIMARY KEY (dossier_id)
);

ALTER TABLE refused_import_lines ADD CONSTRAINT refused_import_lines_import_id_fkey FOREIGN KEY (import_id) REFERENCES dossier_imports(id);

CREATE INDEX agency_transfers_running ON public.agency_transfers USING btree (started_at) WHERE (state = 'RUNNING'::text);
CREATE INDEX calendar_changes_running ON public.calendar_changes USING btree (started_at) WHERE (state = 'RUNNING'::text);
CREATE INDEX consumed_aggregates_parked_keys ON public.consumed_aggregates USING btree (topic, aggregate_id) WHERE (parked_reason IS NOT NULL);
CREATE INDEX dead_letters_open ON public.dead_letters USING btree (finished_at, id) WHERE (state = 'OPEN'::text);
CREATE INDEX deadlines_set_aside_next ON public.deadlines_set_aside USING btree (next_attempt_at);
CREATE INDEX dossier_history_by_transaction ON public.dossier_history USING btree (recorded_by) WHERE (recorded_by IS NOT NULL);
CREATE INDEX dossier_imports_newest ON public.dossier_imports USING btree (started_at DESC);
CREATE INDEX dossier_persons_by_identity ON public.dossier_persons USING btree (identity_index) WHERE (identity_index IS NOT NULL);
CREATE INDEX dossier_persons_by_phone ON public.dossier_persons USING btree (phone_index) WHERE (phone_index IS NOT NULL);
CREATE INDEX dossier_persons_by_words ON public.dossier_persons USING gin (name_words);
CREATE INDEX dossier_persons_to_index ON public.dossier_persons USING btree (dossier_id) WHERE (name_words IS NULL);
CREATE INDEX dossier_submissions_by_owner ON public.dossier_submissions USING btree (owner_subject, dossier_id) WHERE (owner_subject IS NOT NULL);
CREATE INDEX dossier_submissions_by_submitter ON public.dossier_submissions USING btree (submitter_subject, dossier_id);
CREATE INDEX dossier_tasks_consulted ON public.dossier_tasks USING btree (agency_code, dossier_id) WHERE (kind = 'CONSULTATION'::text);
CREATE INDEX dossier_tasks_consulted_until ON public.dossier_tasks USING btree (due_at, dossier_id) WHERE ((kind = 'CONSULTATION'::text) AND (outcome IS NULL));
CREATE INDEX dossier_tasks_of_agency ON public.dossier_tasks USING btree (agency_code, COALESCE(due_at, 'infinity'::timestamp with time zone), dossier_id, number) WHERE (outcome IS NULL);
CREATE INDEX dossier_tasks_of_officer ON public.dossier_tasks USING btree (assignee, COALESCE(due_at, 'infinity'::timestamp with time zone), dossier_id, number) WHERE ((outcome IS NULL) AND (assignee IS NOT NULL));
CREATE INDEX dossier_tasks_of_unit ON public.dossier_tasks USING btree (agency_code, folded_code(unit), COALESCE(due_at, 'infinity'::timestamp with time zone), dossier_id, number) WHERE (outcome IS NULL);
CREATE INDEX dossiers_by_agency ON public.dossiers USING btree (agency_code, submitted_at DESC, id DESC);
CREATE INDEX dossiers_by_agency_and_due ON public.dossiers USING btree (agency_code, COALESCE(due_at, 'infinity'::timestamp with time zone), id);
CREATE INDEX dossiers_by_agency_and_status ON public.dossiers USING btree (agency_code, status, submitted_at DESC, id DESC);
CREATE INDEX dossiers_by_code_tail ON public.dossiers USING btree (code_tail(code), agency_code) WHERE (code IS NOT NULL);
CREATE INDEX dossiers_by_due ON public.dossiers USING btree (COALESCE(due_at, 'infinity'::timestamp with time zone), id) INCLUDE (due_at, status);
CREATE INDEX dossiers_by_procedure ON public.dossiers USING btree (procedure_code, agency_code, submitted_at DESC, id DESC);
CREATE INDEX dossiers_by_receiving ON public.dossiers USING btree (COALESCE(receiving_agency_code, agency_code), submitted_at DESC, id DESC);
CREATE INDEX dossiers_by_receiving_and_due ON public.dossiers USING btree (COALESCE(receiving_agency_code, agency_code), COALESCE(due_at, 'infinity'::timestamp with time zone), id);
CREATE INDEX dossiers_by_receiving_and_status ON public.dossiers USING btree (COALESCE(receiving_agency_code, agency_code), status, submitted_at DESC, id DESC);
CREATE INDEX dossiers_by_submission ON public.dossiers USING btree (submitted_at DESC, id DESC);
CREATE INDEX dossiers_ended_late ON public.dossiers USING btree (agency_code, due_at, id) INCLUDE (submitted_at) WHERE (COALESCE(judged_at, ended_at) > due_at);
CREATE UNIQUE INDEX dossiers_folded_code_once ON public.dossiers USING btree (folded_code(code), code_twin);
CREATE UNIQUE INDEX dossiers_folded_legacy_once ON public.dossiers USING btree (folded_code(legacy_system), folded_code(legacy_id), legacy_id_twin);
CREATE INDEX dossiers_for_national_portal ON public.dossiers USING btree (code COLLATE "C") WHERE ((code IS NOT NULL) AND ((origin = 'LIVE'::text) OR (version > 1)));
CREATE INDEX dossiers_open_by_calendar ON public.dossiers USING btree (calendar_id, id) WHERE ((calendar_id IS NOT NULL) AND (status = ANY (ARRAY['RECEIVED'::text, 'IN_PROGRESS'::text, 'WAITING_SUPPLEMENT'::text, 'WAITING_PAYMENT'::text])));
CREATE INDEX dossiers_open_by_due ON public.dossiers USING btree (agency_code, COALESCE(due_at, 'infinity'::timestamp with time zone), id) INCLUDE (due_at, submitted_at) WHERE (status = ANY (ARRAY['RECEIVED'::text, 'IN_PROGRESS'::text, 'WAITING_SUPPLEMENT'::text, 'WAITING_PAYMENT'::text]));
CREATE INDEX dossiers_reopened ON public.dossiers USING btree (agency_code, submitted_at, id) WHERE (reopened_at IS NOT NULL);
CREATE INDEX dossiers_with_data_problems ON public.dossiers USING btree (agency_code, submitted_at, id) WHERE ((data_problems <> '{}'::text[]) AND (status <> ALL (ARRAY['DELIVERED'::text, 'WITHDRAWN'::text, 'STOPPED'::text, 'REFUSED_INTAKE'::text])));
CREATE INDEX idempotency_keys_created_at_idx ON public.idempotency_keys USING btree (created_at);
CREATE INDEX officers_of_agency ON public.officers USING btree (agency_code, seen_at DESC, account);
CREATE INDEX outbox_unpublished ON public.outbox USING btree ("position") WHERE (published_at IS NULL);
CREATE INDEX parked_events_due ON public.parked_events USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX person_searches_by_reader ON public.person_searches USING btree (reader, searched_at);
CREATE INDEX personal_data_reads_by_dossier ON public.personal_data_reads USING btree (dossier_id, read_at);
CREATE INDEX procedure_versions_by_code ON public.procedure_versions USING btree (code, effective_on DESC, version DESC);
CREATE INDEX transfers_set_aside_next ON public.transfers_set_aside USING btree (next_attempt_at);

CREATE TRIGGER dossier_history_append_only BEFORE DELETE OR UPDATE ON public.dossier_history FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER dossier_history_no_truncate BEFORE TRUNCATE ON public.dossier_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER legacy_steps_append_only BEFORE DELETE OR UPDATE ON public.legacy_steps FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER person_searches_append_only BEFORE DELETE OR UPDATE ON public.person_searches FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER personal_data_reads_append_only BEFORE DELETE OR UPDATE ON public.personal_data_reads FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();

COMMENT ON TABLE abolished_procedures IS 'Copy: procedures on which no dossier can be opened any more';
COMMENT ON COLUMN abolished_procedures.procedure_id IS 'Procedure';
COMMENT ON COLUMN abolished_procedures.code IS 'Code';
COMMENT ON COLUMN abolished_procedures.effective_on IS 'Day from which it is abolished';
COMMENT ON TABLE account_key IS 'Under what the accounts of citizens are named here; one row, never changed';
COMMENT ON COLUMN account_key.id IS 'Always 1';
COMMENT ON COLUMN account_key.key IS 'The key, encrypted under the key for personal data';
COMMENT ON TABLE agencies IS 'Copy: agencies as they stand';
COMMENT ON COLUMN agencies.code IS 'Identification code';
COMMENT ON COLUMN agencies.version IS 'Version of the event that said so; 0: asked for, to be overwritten by any event';
COMMENT ON COLUMN agencies.name IS 'Name';
COMMENT ON COLUMN agencies.calendar_id IS 'Calendar by which it works';
COMMENT ON COLUMN agencies.office_hours_key IS 'Its own office hours; null: those of the calendar';
COMMENT ON COLUMN agencies.valid_from IS 'First day of its existence';
COMMENT ON COLUMN agencies.valid_to IS 'Last day of its existence';
COMMENT ON COLUMN agencies.level IS 'Level; null on a copy from before this column, until the catalog says it';
COMMENT ON COLUMN agencies.successor_code IS 'Who has its dossiers after its last day; null: nobody is named, or the level is null too and it is not known';
COMMENT ON COLUMN agencies.receives_for IS 'For whom its counter receives dossiers: agencyCodes, everyAgencyOf; null: for itself only';
COMMENT ON TABLE agency_transfers IS 'Agencies whose dossiers are looked at for a transfer to the successor, and how far that is';
COMMENT ON COLUMN agency_transfers.agency_code IS 'Agency';
COMMENT ON COLUMN agency_transfers.version IS 'Version of its copy';
COMMENT ON COLUMN agency_transfers.state IS 'RUNNING or COMPLETED; begun again on the day after its last, and for dossiers that came later';
COMMENT ON COLUMN agency_transfers.last_dossier_id IS 'Where to go on after an interruption';
COMMENT ON COLUMN agency_transfers.looked_at IS 'Dossiers looked at, over all runs';
COMMENT ON COLUMN agency_transfers.changed IS 'Dossiers transferred, over all runs';
COMMENT ON COLUMN agency_transfers.started_at IS 'When the last run began, in real time';
COMMENT ON COLUMN agency_transfers.finished_at IS 'When it had looked at all, in real time';
COMMENT ON TABLE approved_processes IS 'Copy: internal processes of published versions, by case; a process never changes';
COMMENT ON COLUMN approved_processes.procedure_id IS 'Procedure';
COMMENT ON COLUMN approved_processes.version IS 'Version of the procedure';
COMMENT ON COLUMN approved_processes.case_code IS 'Case';
COMMENT ON COLUMN approved_processes.definition IS 'The process: for each step place, role, predecessors and time';
COMMENT ON TABLE calendar_changes IS 'Calendar versions by which open deadlines are set anew, and how far that is';
COMMENT ON COLUMN calendar_changes.calendar_id IS 'Calendar';
COMMENT ON COLUMN calendar_changes.version IS 'Version that came';
COMMENT ON COLUMN calendar_changes.state IS 'RUNNING or COMPLETED';
COMMENT ON COLUMN calendar_changes.last_dossier_id IS 'Where to go on after an interruption';
COMMENT ON COLUMN calendar_changes.looked_at IS 'Open dossiers looked at';
COMMENT ON COLUMN calendar_changes.changed IS 'Deadlines set anew';
COMMENT ON COLUMN calendar_changes.started_at IS 'When the version came, in real time';
COMMENT ON COLUMN calendar_changes.finished_at IS 'When all were looked at, in real time';
COMMENT ON TABLE calendars IS 'Copy: versions of working calendars; a version never changes';
COMMENT ON COLUMN calendars.id IS 'Calendar';
COMMENT ON COLUMN calendars.version IS 'Version';
COMMENT ON COLUMN calendars.definition IS 'The calendar';
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
COMMENT ON TABLE deadlines_set_aside IS 'Open dossiers whose deadline could not be set anew by a version of their calendar; tried again';
COMMENT ON COLUMN deadlines_set_aside.dossier_id IS 'Dossier';
COMMENT ON COLUMN deadlines_set_aside.calendar_id IS 'Calendar';
COMMENT ON COLUMN deadlines_set_aside.version IS 'Version by which it is to be counted';
COMMENT ON COLUMN deadlines_set_aside.reason IS 'Code of the refusal or name of the error; no text that people wrote';
COMMENT ON COLUMN deadlines_set_aside.attempts IS 'How often it was tried';
COMMENT ON COLUMN deadlines_set_aside.set_aside_at IS 'When it failed first, in real time';
COMMENT ON COLUMN deadlines_set_aside.next_attempt_at IS 'When it is tried again, in real time';
COMMENT ON TABLE dossier_code_counters IS 'Last number given to a dossier, by agency and day in Asia/Ho_Chi_Minh; only what is accepted has one';
COMMENT ON COLUMN dossier_code_counters.agency_code IS 'Agency';
COMMENT ON COLUMN dossier_code_counters.counted_on IS 'Day';
COMMENT ON COLUMN dossier_code_counters.last_number IS 'Last number given';
COMMENT ON TABLE dossier_history IS 'What happened to a dossier, one row per event; appended to, never changed';
COMMENT ON COLUMN dossier_history.dossier_id IS 'Dossier';
COMMENT ON COLUMN dossier_history.version IS 'Version that the event made: 1, 2, 3 … without gaps';
COMMENT ON COLUMN dossier_history.action IS 'What was asked for, by the lifecycle table';
COMMENT ON COLUMN dossier_history.event IS 'What happened';
COMMENT ON COLUMN dossier_history.from_status IS 'State before; null for the first event';
COMMENT ON COLUMN dossier_history.to_status IS 'State after';
COMMENT ON COLUMN dossier_history.occurred_at IS 'When it happened, by the domain clock; never before the row above';
COMMENT ON COLUMN dossier_history.recorded_at IS 'When it was recorded, in real time';
COMMENT ON COLUMN dossier_history.actor IS 'Subject of the token that did it';
COMMENT ON COLUMN dossier_history.actor_unit IS 'Unit of the actor';
COMMENT ON COLUMN dossier_history.flags IS 'What is remarkable: FORWARDED_LATE, SUPPLEMENT_REPEATED …';
COMMENT ON COLUMN dossier_history.details IS 'Facts of the event; no free text';
COMMENT ON COLUMN dossier_history.written IS 'What a person wrote (reasons, lists of what is missing), encrypted: it may name people';
COMMENT ON COLUMN dossier_history.actor_kind IS 'In which capacity the actor acted; null in rows of earlier versions: unknown';
COMMENT ON COLUMN dossier_history.actor_agency IS 'Agency that the actor, an officer, acted for';
COMMENT ON COLUMN dossier_history.actor_name IS 'Name of the officer as the token had it; null for everybody else, and where it was not known';
COMMENT ON COLUMN dossier_history.actor_title IS 'Title of the officer as the token had it';
COMMENT ON COLUMN dossier_history.recorded_by IS 'Transaction that recorded it; null: before this was kept';
COMMENT ON TABLE dossier_imports IS 'Bulk imports of legacy dossiers and how far they are; moved on in the transaction of each batch';
COMMENT ON COLUMN dossier_imports.id IS 'Identity (UUIDv7)';
COMMENT ON COLUMN dossier_imports.legacy_system IS 'Legacy system';
COMMENT ON COLUMN dossier_imports.requested_by IS 'Token subject that sent it';
COMMENT ON COLUMN dossier_imports.state IS 'RUNNING, COMPLETED when its stream was read to the end, INTERRUPTED when it broke off';
COMMENT ON COLUMN dossier_imports.lines IS 'Lines answered for';
COMMENT ON COLUMN dossier_imports.imported IS 'Lines taken over';
COMMENT ON COLUMN dossier_imports.already_there IS 'Lines that were known already';
COMMENT ON COLUMN dossier_imports.refused IS 'Lines refused';
COMMENT ON COLUMN dossier_imports.steps IS 'Steps taken over';
COMMENT ON COLUMN dossier_imports.flags IS 'Dossiers taken over that contradict themselves, counted by flag';
COMMENT ON COLUMN dossier_imports.started_at IS 'Begun at, in real time';
COMMENT ON COLUMN dossier_imports.progress_at IS 'Last batch committed at, in real time';
COMMENT ON COLUMN dossier_imports.finished_at IS 'Ended at, in real time';
COMMENT ON TABLE dossier_persons IS 'Persons of a dossier, encrypted field by field; every unmasked reading is recorded in personal_data_reads';
COMMENT ON COLUMN dossier_persons.dossier_id IS 'Dossier';
COMMENT ON COLUMN dossier_persons.role IS 'APPLICANT, or REPRESENTATIVE who acts for the applicant';
COMMENT ON COLUMN dossier_persons.full_name IS 'Full name, encrypted';
COMMENT ON COLUMN dossier_persons.identity_number IS 'Identity number, encrypted';
COMMENT ON COLUMN dossier_persons.identity_index IS 'Blind index of the identity number without blanks, dots and hyphens';
COMMENT ON COLUMN dossier_persons.phone IS 'Telephone, encrypted';
COMMENT ON COLUMN dossier_persons.email IS 'E-mail, encrypted';
COMMENT ON COLUMN dossier_persons.address IS 'Address, encrypted';
COMMENT ON COLUMN dossier_persons.identity_type IS 'Which paper the number is of, encrypted; null: not named, told by its digits';
COMMENT ON COLUMN dossier_persons.phone_index IS 'Blind index of the telephone number as it is dialled within the country; null: none that can be dialled';
COMMENT ON COLUMN dossier_persons.name_words IS 'Keyed hashes of the words of the name without marks, others in each agency; null: not indexed yet, nor are number and telephone';
COMMENT ON TABLE dossier_submissions IS 'By and for whom a dossier was submitted: personal data too, never part of an event';
COMMENT ON COLUMN dossier_submissions.dossier_id IS 'Dossier';
COMMENT ON COLUMN dossier_submissions.owner_subject IS 'Token subject of the applicant: opaque, decides who may follow the dossier';
COMMENT ON COLUMN dossier_submissions.submitter_subject IS 'Token subject that submitted it: the applicant, an officer or a portal';
COMMENT ON COLUMN dossier_submissions.request_content IS 'What is asked for in the words of the applicant, encrypted';
COMMENT ON COLUMN dossier_submissions.result_delivery IS 'Where the result is received';
COMMENT ON TABLE dossier_tasks IS 'What is and was to be done on a dossier; written only together with it. The version of the dossier guards it';
COMMENT ON COLUMN dossier_tasks.dossier_id IS 'Dossier';
COMMENT ON COLUMN dossier_tasks.number IS '1, 2, 3 … in the order of opening';
COMMENT ON COLUMN dossier_tasks.kind IS 'STEP: a step of the internal process; CONSULTATION: an agency or a unit is asked for its opinion';
COMMENT ON COLUMN dossier_tasks.step_code IS 'Which step; null for a consultation';
COMMENT ON COLUMN dossier_tasks.agency_code IS 'Agency in whose queue it is';
COMMENT ON COLUMN dossier_tasks.unit IS 'Unit that does it; null where another agency is consulted, which says itself who answers';
COMMENT ON COLUMN dossier_tasks.role IS 'Role that does it; null: the process does not say';
COMMENT ON COLUMN dossier_tasks.opened_at IS 'Opened at; null: not known';
COMMENT ON COLUMN dossier_tasks.due_at IS 'Until when it is to be done: a step by its time from its opening, null while the applicant is awaited or where it is not known; a consultation by the limit of the letter';
COMMENT ON COLUMN dossier_tasks.closed_at IS 'Closed at; null with an outcome: not known';
COMMENT ON COLUMN dossier_tasks.closed_by IS 'Account that closed it; null with an outcome: not known';
COMMENT ON COLUMN dossier_tasks.closed_by_unit IS 'Unit of that account, as its token said';
COMMENT ON COLUMN dossier_tasks.outcome IS 'COMPLETED, CANCELLED, RETURNED to a step before or RECALLED by who forwarded, or of a consultation ANSWERED, SILENT, CONSENT_BY_SILENCE, WITHDRAWN; null: open';
COMMENT ON COLUMN dossier_tasks.consultation IS 'Of a consultation: whether silence is consent, who asked, its first limit, the agencies that were asked before, the answer without its text';
COMMENT ON COLUMN dossier_tasks.opened_by IS 'Account of the officer whose act opened it; null: not known';
COMMENT ON COLUMN dossier_tasks.assignee IS 'Account that has it now; null: nobody';
COMMENT ON COLUMN dossier_tasks.taken_up_at IS 'When somebody first began with it; giving it back does not undo it';
COMMENT ON COLUMN dossier_tasks.holds IS 'Who had it from when to when, in order, with name and title as they were then';
COMMENT ON TABLE dossiers IS 'Dossiers as their events left them; written only together with history and outbox. No personal data';
COMMENT ON COLUMN dossiers.id IS 'Identity (UUIDv7)';
COMMENT ON COLUMN dossiers.version IS 'How many facts made it; guards every change';
COMMENT ON COLUMN dossiers.origin IS 'LIVE: kept here from its submission; IMPORTED: taken over from a legacy system as it stood';
COMMENT ON COLUMN dossiers.status IS 'State, by the lifecycle table of the domain';
COMMENT ON COLUMN dossiers.code IS 'Code that people read, from acceptance on: <agency>-yyMMdd-NNNN';
COMMENT ON COLUMN dossiers.agency_code IS 'Competent agency, which settles it';
COMMENT ON COLUMN dossiers.procedure_id IS 'Procedure';
COMMENT ON COLUMN dossiers.procedure_code IS 'Code of the procedure';
COMMENT ON COLUMN dossiers.procedure_version IS 'Version that it was opened on and ends by';
COMMENT ON COLUMN dossiers.field_code IS 'Field (lĩnh vực)';
COMMENT ON COLUMN dossiers.case_code IS 'Case of the internal process';
COMMENT ON COLUMN dossiers.channel IS 'How it came';
COMMENT ON COLUMN dossiers.subject_type IS 'Whose it is, as a type only';
COMMENT ON COLUMN dossiers.submitted_at IS 'Submitted at';
COMMENT ON COLUMN dossiers.accepted_at IS 'Received complete and correct at: where the deadline begins';
COMMENT ON COLUMN dossiers.deadline_state IS 'RUNNING, PAUSED or UNKNOWN; null before acceptance. Projected from the ledger by the last event';
COMMENT ON COLUMN dossiers.due_at IS 'Due at while RUNNING; a projection of budget, ledger and calendar for lists, never the truth about them';
COMMENT ON COLUMN dossiers.pauses IS 'Ledger: stretches in which the clock stood still [{from, to, reason, mode}]';
COMMENT ON COLUMN dossiers.waiting_return_to IS 'State to which a provided supplement returns it';
COMMENT ON COLUMN dossiers.waiting_since IS 'Since when the applicant is awaited';
COMMENT ON COLUMN dossiers.waiting_until IS 'Until when the applicant is awaited';
COMMENT ON COLUMN dossiers.supplement_requests IS 'How often a supplement was asked for';
COMMENT ON COLUMN dossiers.steps_completed IS 'Steps of the internal process that are completed';
COMMENT ON COLUMN dossiers.outcome IS 'Result of processing';
COMMENT ON COLUMN dossiers.ended_at IS 'Processing ended at';
COMMENT ON COLUMN dossiers.last_event_at IS 'Instant of the last event: the next one is not before it';
COMMENT ON COLUMN dossiers.rule_set_id IS 'Rule set in force at acceptance';
COMMENT ON COLUMN dossiers.rule_set_version IS 'Its version';
COMMENT ON COLUMN dossiers.calendar_id IS 'Calendar by which the deadline is counted';
COMMENT ON COLUMN dossiers.calendar_version IS 'Its version';
COMMENT ON COLUMN dossiers.office_hours_key IS 'Office hours that the agency had of its own at acceptance; null: those of the calendar';
COMMENT ON COLUMN dossiers.legacy_system IS 'Legacy system that it was taken over from';
COMMENT ON COLUMN dossiers.legacy_id IS 'Its id there: what makes an import repeatable';
COMMENT ON COLUMN dossiers.legacy_hash IS 'SHA-256 of the imported line: the same id with other content is refused, not dropped';
COMMENT ON COLUMN dossiers.legacy_flags IS 'In what the imported record contradicts itself';
COMMENT ON COLUMN dossiers.supplement_items IS 'What of the last request for a supplement a check may find missing, by its place in the request; empty: a check has said so; null: nothing to check';
COMMENT ON COLUMN dossiers.supplement_until IS 'Until when that request asks for it';
COMMENT ON COLUMN dossiers.supplement_brought_at IS 'Brought at, and not checked yet';
COMMENT ON COLUMN dossiers.code_twin IS '0, or its place among dossiers that had this code, but for case and blanks, before such were compared';
COMMENT ON COLUMN dossiers.legacy_id_twin IS 'The same of its id in the legacy system';
COMMENT ON COLUMN dossiers.supplement_awaited IS 'What of the last request for a supplement is still awaited, by its place in the request; null: nothing is, or it is unknown';
COMMENT ON COLUMN dossiers.supplement_asked_by IS 'Accounts of the officers who asked for the supplement, or found it incomplete: none of them answers for the applicant';
COMMENT ON COLUMN dossiers.judged_at IS 'By when an end is judged, if not by itself: since when a supplement was awaited (Decision 766, item 2.1)';
COMMENT ON COLUMN dossiers.data_problems IS 'Fields of persons that another system recorded and nobody can use as they are (applicant.phone …), until a correction; never the data';
COMMENT ON COLUMN dossiers.handed_on IS 'Agencies that had it before, each until an instant, with the one part that it had (RECEIVING or COMPETENT); without: every part';
COMMENT ON COLUMN dossiers.apologised_at IS 'When the head of the agency apologised for a date that will be or was missed (Form 04); null: not';
COMMENT ON COLUMN dossiers.appointed_at IS 'The return date that the apology appointed; the due date by law stays in due_at';
COMMENT ON COLUMN dossiers.apology_late IS 'Whether it came later than the last working day before the due day (Decree 61/2018 Art. 19.9)';
COMMENT ON COLUMN dossiers.unannounced IS 'How many of the facts are told to nobody, such as who has a task: the version without them numbers the events';
COMMENT ON COLUMN dossiers.receiving_agency_code IS 'Agency whose counter receives it and hands the result over; null: the competent one';
COMMENT ON COLUMN dossiers.reopened_at IS 'When the dossier was reopened, once, because its result is wrong (Decree 61/2018 Art. 21); null: not. It stays ended';
COMMENT ON COLUMN dossiers.reopening_found_by IS 'Who found that: the applicant, the agency, or an inspection';
COMMENT ON COLUMN dossiers.correct_by IS 'Until when the result is to be corrected, by the rule set; null: not known by the calendar';
COMMENT ON COLUMN dossiers.corrected_at IS 'When it was corrected; null: the wrong result stands';
COMMENT ON COLUMN dossiers.corrected_outcome IS 'What the corrected result says; outcome is what the first one said';
COMMENT ON COLUMN dossiers.correction_delivered_at IS 'When the applicant was given the corrected result';
COMMENT ON TABLE idempotency_keys IS 'Results kept under the Idempotency-Key of their request, so that a repetition is answered and not done again';
COMMENT ON COLUMN idempotency_keys.caller IS 'Subject of the token that the request came with';
COMMENT ON COLUMN idempotency_keys.operation IS 'What was asked for, with its target';
COMMENT ON COLUMN idempotency_keys.key IS 'The Idempotency-Key header';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of the request, to tell a repetition from another request';
COMMENT ON COLUMN idempotency_keys.status IS 'HTTP status, of results that version 0.1 kept; not written any more';
COMMENT ON COLUMN idempotency_keys.body IS 'Result of the work as JSON, encrypted when it holds personal data; null only inside the transaction that does the work';
COMMENT ON COLUMN idempotency_keys.encrypted IS 'Whether body is encrypted';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When the key was claimed; keys are forgotten after their retention';
COMMENT ON TABLE legacy_steps IS 'Steps of an imported dossier as its legacy system recorded them, contradictions included';
COMMENT ON COLUMN legacy_steps.dossier_id IS 'Dossier';
COMMENT ON COLUMN legacy_steps."position" IS 'Place in the record, from 1';
COMMENT ON COLUMN legacy_steps.name IS 'Step as the legacy system named it';
COMMENT ON COLUMN legacy_steps.unit IS 'Unit as the legacy system named it';
COMMENT ON COLUMN legacy_steps.officer IS 'Officer, opaque, as the legacy system wrote it';
COMMENT ON COLUMN legacy_steps.recorded_at IS 'Time as the legacy system recorded it';
COMMENT ON TABLE office_hours IS 'Office hours that agencies have or had of their own; kept for ever, since dossiers are stamped with them';
COMMENT ON COLUMN office_hours.key IS 'SHA-256 of the hours';
COMMENT ON COLUMN office_hours.hours IS 'Tables of office hours, by the date from which they hold';
COMMENT ON TABLE officers IS 'Who can be given a task: officers who have acted for an agency, as their tokens said last';
COMMENT ON COLUMN officers.account IS 'Subject of the token';
COMMENT ON COLUMN officers.agency_code IS 'Agency for which the officer acted last';
COMMENT ON COLUMN officers.unit IS 'Unit; null: not known';
COMMENT ON COLUMN officers.name IS 'Name; null: not known';
COMMENT ON COLUMN officers.title IS 'Title; null: not known';
COMMENT ON COLUMN officers.roles IS 'Roles that do steps; null: not known';
COMMENT ON COLUMN officers.seen_at IS 'When the token last said so';
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
COMMENT ON TABLE person_searches IS 'Who searched the dossiers of an agency for a person, and by what; never for whom';
COMMENT ON COLUMN person_searches.id IS 'Identity (UUIDv7)';
COMMENT ON COLUMN person_searches.reader IS 'Subject of the token that searched';
COMMENT ON COLUMN person_searches.reader_agency IS 'Agency whose dossiers were searched, which is that of the reader';
COMMENT ON COLUMN person_searches.reader_roles IS 'Roles of the reader';
COMMENT ON COLUMN person_searches.terms IS 'NAME, IDENTITY_NUMBER, PHONE: by what';
COMMENT ON COLUMN person_searches.hits IS 'How many dossiers were found; 1,000: that many or more';
COMMENT ON COLUMN person_searches.searched_at IS 'When, in real time';
COMMENT ON TABLE personal_data_keys IS 'The keys that this database has personal data under, so that a start without one of them is refused; a row goes only once nothing is left under its key';
COMMENT ON COLUMN personal_data_keys.key_id IS 'Which key: what every value encrypted under it begins with';
COMMENT ON COLUMN personal_data_keys.witness IS 'A fixed text, encrypted under the key';
COMMENT ON TABLE personal_data_reads IS 'Who read whose personal data unmasked, when and for what';
COMMENT ON COLUMN personal_data_reads.id IS 'Identity (UUIDv7)';
COMMENT ON COLUMN personal_data_reads.dossier_id IS 'Dossier whose persons were read';
COMMENT ON COLUMN personal_data_reads.reader IS 'Subject of the token that read them';
COMMENT ON COLUMN personal_data_reads.reader_agency IS 'Agency of the reader';
COMMENT ON COLUMN personal_data_reads.reader_roles IS 'Roles of the reader';
COMMENT ON COLUMN personal_data_reads.purpose IS 'For what';
COMMENT ON COLUMN personal_data_reads.operation IS 'By which operation';
COMMENT ON COLUMN personal_data_reads.read_at IS 'When, in real time';
COMMENT ON TABLE procedure_versions IS 'Copy: published versions of procedures; a version never changes';
COMMENT ON COLUMN procedure_versions.procedure_id IS 'Procedure';
COMMENT ON COLUMN procedure_versions.version IS 'Version';
COMMENT ON COLUMN procedure_versions.code IS 'Code';
COMMENT ON COLUMN procedure_versions.name IS 'Name';
COMMENT ON COLUMN procedure_versions.field_code IS 'Field';
COMMENT ON COLUMN procedure_versions.online IS 'Whether it can be submitted online';
COMMENT ON COLUMN procedure_versions.effective_on IS 'Day from which dossiers can be opened on it';
COMMENT ON COLUMN procedure_versions.cases IS 'Internal process by case: budget, supplement mode, steps';
COMMENT ON COLUMN procedure_versions.field_name IS 'Name of the field; null on copies from before it was kept, until it is asked for';
COMMENT ON COLUMN procedure_versions.competence IS 'Who may settle its dossiers: agencyCodes, everyAgencyOf; null on a copy from before this column, until the catalog is asked';
COMMENT ON COLUMN procedure_versions.instant IS 'Settled on receipt, without steps; null: not known, which its cases without steps say as well';
COMMENT ON TABLE refused_import_lines IS 'Lines of an import that were not taken over, and why; not their content, which may name people';
COMMENT ON COLUMN refused_import_lines.import_id IS 'Import';
COMMENT ON COLUMN refused_import_lines.line IS 'Line number, from 1';
COMMENT ON COLUMN refused_import_lines.legacy_id IS 'Id in the legacy system, as far as the line could be read';
COMMENT ON COLUMN refused_import_lines.code IS 'Why, machine-readable';
COMMENT ON COLUMN refused_import_lines.reason IS 'Why';
COMMENT ON TABLE rule_sets IS 'Copy: versions of rule sets; a version never changes';
COMMENT ON COLUMN rule_sets.id IS 'Rule set';
COMMENT ON COLUMN rule_sets.version IS 'Version';
COMMENT ON COLUMN rule_sets.effective_from IS 'First day on which dossiers are received by it';
COMMENT ON COLUMN rule_sets.effective_to IS 'Last day';
COMMENT ON COLUMN rule_sets.definition IS 'The rules';
COMMENT ON TABLE transfers_set_aside IS 'Dossiers that could not be transferred to the successor of their agency; tried again';
COMMENT ON COLUMN transfers_set_aside.dossier_id IS 'Dossier';
COMMENT ON COLUMN transfers_set_aside.agency_code IS 'Agency that has ended';
COMMENT ON COLUMN transfers_set_aside.version IS 'Version of its copy';
COMMENT ON COLUMN transfers_set_aside.reason IS 'Code of the refusal or name of the error; no text that people wrote';
COMMENT ON COLUMN transfers_set_aside.attempts IS 'How often it was tried';
COMMENT ON COLUMN transfers_set_aside.set_aside_at IS 'When it failed first, in real time';
COMMENT ON COLUMN transfers_set_aside.next_attempt_at IS 'When it is tried again, in real time';
