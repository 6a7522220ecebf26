CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE OR REPLACE FUNCTION public.refuse_change_of_published_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    RAISE EXCEPTION 'version % of procedure % is published and never changes', OLD.version, OLD.procedure_id;
  END $function$;

CREATE TABLE agencies (
  code text NOT NULL,
  revision integer NOT NULL,
  name text NOT NULL,
  level text NOT NULL,
  parent_code text,
  calendar_id text NOT NULL,
  office_hours jsonb,
  valid_from date NOT NULL,
  valid_to date,
  search_text text NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  successor_code text,
  receives_for jsonb,
  CONSTRAINT agencies_pkey PRIMARY KEY (code),
  CONSTRAINT agencies_level CHECK ((level = ANY (ARRAY['MINISTRY'::text, 'PROVINCE'::text, 'DISTRICT'::text, 'COMMUNE'::text]))),
  CONSTRAINT agencies_revision_positive CHECK ((revision > 0)),
  CONSTRAINT agencies_successor_is_another CHECK ((successor_code <> code)),
  CONSTRAINT agencies_successor_of_one_that_ends CHECK (((successor_code IS NULL) OR (valid_to IS NOT NULL))),
  CONSTRAINT agencies_validity CHECK ((valid_to >= valid_from))
);

CREATE TABLE agency_history (
  code text NOT NULL,
  revision integer NOT NULL,
  change text NOT NULL,
  agency jsonb NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  changed_by text NOT NULL,
  CONSTRAINT agency_history_pkey PRIMARY KEY (code, revision),
  CONSTRAINT agency_history_change CHECK ((change = ANY (ARRAY['REGISTERED'::text, 'CHANGED'::text, 'CLOSED'::text])))
);

CREATE TABLE calendar_versions (
  id text NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  covers_from date NOT NULL,
  covers_to date NOT NULL,
  definition jsonb NOT NULL,
  published_at timestamp with time zone NOT NULL,
  published_by text NOT NULL,
  CONSTRAINT calendar_versions_pkey PRIMARY KEY (id, version),
  CONSTRAINT calendar_versions_version_positive CHECK ((version > 0))
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

CREATE TABLE everyday_phrases (
  key text NOT NULL,
  phrase text NOT NULL,
  means text[] NOT NULL,
  revision integer NOT NULL,
  set_at timestamp with time zone NOT NULL,
  set_by text NOT NULL,
  CONSTRAINT everyday_phrases_pkey PRIMARY KEY (key)
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

CREATE TABLE procedure_import_lines (
  import_id uuid NOT NULL,
  line integer NOT NULL,
  outcome text NOT NULL,
  procedure_code text,
  hash text,
  reason jsonb,
  flags jsonb NOT NULL,
  CONSTRAINT procedure_import_lines_pkey PRIMARY KEY (import_id, line),
  CONSTRAINT procedure_import_lines_line_positive CHECK ((line > 0)),
  CONSTRAINT procedure_import_lines_outcome CHECK ((outcome = ANY (ARRAY['CREATED'::text, 'CHANGED'::text, 'UNCHANGED'::text, 'REFUSED'::text]))),
  CONSTRAINT procedure_import_lines_reason CHECK (((outcome = 'REFUSED'::text) = (reason IS NOT NULL)))
);

CREATE TABLE procedure_imports (
  id uuid NOT NULL,
  status text NOT NULL,
  session uuid NOT NULL,
  last_line integer NOT NULL DEFAULT 0,
  digest text NOT NULL DEFAULT ''::text,
  created integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL,
  started_by text NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT procedure_imports_pkey PRIMARY KEY (id),
  CONSTRAINT procedure_imports_status CHECK ((status = ANY (ARRAY['RUNNING'::text, 'COMPLETED'::text, 'INTERRUPTED'::text])))
);

CREATE TABLE procedure_versions (
  procedure_id uuid NOT NULL,
  version integer NOT NULL,
  status text NOT NULL,
  source text NOT NULL,
  revised_by_hand boolean NOT NULL,
  name text NOT NULL,
  field_code text,
  field_name text NOT NULL,
  field_search text NOT NULL,
  levels text[] NOT NULL,
  agency_codes text[] NOT NULL,
  publisher_code text,
  online boolean NOT NULL,
  content jsonb NOT NULL,
  flags jsonb NOT NULL,
  flag_codes text[] NOT NULL,
  stated_limit jsonb,
  decision jsonb,
  effective_on date,
  cases jsonb,
  acknowledged_difference text,
  source_record jsonb,
  import_id uuid,
  updated_at timestamp with time zone NOT NULL,
  updated_by text NOT NULL,
  published_at timestamp with time zone,
  published_by text,
  every_agency_of text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT procedure_versions_pkey PRIMARY KEY (procedure_id, version),
  CONSTRAINT procedure_versions_every_agency_of CHECK ((every_agency_of <@ '{PROVINCE,COMMUNE}'::text[])),
  CONSTRAINT procedure_versions_published CHECK (((status = 'PUBLISHED'::text) = ((decision IS NOT NULL) AND (effective_on IS NOT NULL) AND (cases IS NOT NULL) AND (published_at IS NOT NULL) AND (published_by IS NOT NULL)))),
  CONSTRAINT procedure_versions_source CHECK ((source = ANY (ARRAY['PORTAL_FLAT'::text, 'PORTAL_API'::text, 'ENTERED'::text]))),
  CONSTRAINT procedure_versions_status CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text]))),
  CONSTRAINT procedure_versions_version_positive CHECK ((version > 0))
);

CREATE TABLE procedures (
  id uuid NOT NULL,
  code text NOT NULL,
  status text NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  announced integer NOT NULL DEFAULT 0,
  draft_version integer,
  published_version integer,
  published_effective_on date,
  abolition jsonb,
  import_hash text,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  draft_terms tsvector,
  published_terms tsvector,
  CONSTRAINT procedures_pkey PRIMARY KEY (id),
  CONSTRAINT procedures_code_once UNIQUE (code),
  CONSTRAINT procedures_abolished CHECK (((abolition IS NULL) = (status <> 'ABOLISHED'::text))),
  CONSTRAINT procedures_announced_not_negative CHECK ((announced >= 0)),
  CONSTRAINT procedures_has_a_version CHECK (((draft_version IS NOT NULL) OR (published_version IS NOT NULL))),
  CONSTRAINT procedures_published CHECK (((published_version IS NULL) = (status = 'DRAFT'::text))),
  CONSTRAINT procedures_revision_positive CHECK ((revision > 0)),
  CONSTRAINT procedures_status CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text, 'ABOLISHED'::text])))
);

CREATE TABLE rule_set_versions (
  id text NOT NULL,
  version integer NOT NULL,
  effective_from date NOT NULL,
  effective_to date,
  definition jsonb NOT NULL,
  published_at timestamp with time zone NOT NULL,
  published_by text NOT NULL,
  CONSTRAINT rule_set_versions_pkey PRIMARY KEY (id, version),
  CONSTRAINT rule_set_versions_validity CHECK ((effective_to >= effective_from)),
  CONSTRAINT rule_set_versions_version_positive CHECK ((version > 0))
);

ALTER TABLE agencies ADD CONSTRAINT agencies_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES agencies(code);
ALTER TABLE agencies ADD CONSTRAINT agencies_successor_code_fkey FOREIGN KEY (successor_code) REFERENCES agencies(code);
ALTER TABLE agency_history ADD CONSTRAINT agency_history_code_fkey FOREIGN KEY (code) REFERENCES agencies(code);
ALTER TABLE procedure_import_lines ADD CONSTRAINT procedure_import_lines_import_id_fkey FOREIGN KEY (import_id) REFERENCES procedure_imports(id);
ALTER TABLE procedure_versions ADD CONSTRAINT procedure_versions_procedure_id_fkey FOREIGN KEY (procedure_id) REFERENCES procedures(id);

CREATE INDEX agencies_parent ON public.agencies USING btree (parent_code);
CREATE INDEX consumed_aggregates_parked_keys ON public.consumed_aggregates USING btree (topic, aggregate_id) WHERE (parked_reason IS NOT NULL);
CREATE INDEX dead_letters_open ON public.dead_letters USING btree (finished_at, id) WHERE (state = 'OPEN'::text);
CREATE INDEX idempotency_keys_created_at_idx ON public.idempotency_keys USING btree (created_at);
CREATE INDEX outbox_unpublished ON public.outbox USING btree ("position") WHERE (published_at IS NULL);
CREATE INDEX parked_events_due ON public.parked_events USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX procedure_import_lines_code ON public.procedure_import_lines USING btree (import_id, procedure_code) WHERE (hash IS NOT NULL);
CREATE INDEX procedure_versions_agencies ON public.procedure_versions USING gin (agency_codes);
CREATE INDEX procedures_published_terms ON public.procedures USING gin (published_terms);
CREATE INDEX procedures_shown_terms ON public.procedures USING gin (COALESCE(published_terms, draft_terms));

CREATE TRIGGER procedure_versions_published_never_changes BEFORE DELETE OR UPDATE ON public.procedure_versions FOR EACH ROW WHEN ((old.status = 'PUBLISHED'::text)) EXECUTE FUNCTION refuse_change_of_published_version();

COMMENT ON TABLE agencies IS 'Agencies of the province as they are now';
COMMENT ON COLUMN agencies.code IS 'Identification code (Decision 20/2020/QĐ-TTg); aggregate id of its events';
COMMENT ON COLUMN agencies.revision IS 'Aggregate version of its last event';
COMMENT ON COLUMN agencies.name IS 'Name';
COMMENT ON COLUMN agencies.level IS 'Level; DISTRICT only for history before 1 July 2025';
COMMENT ON COLUMN agencies.parent_code IS 'Agency above';
COMMENT ON COLUMN agencies.calendar_id IS 'Calendar by which it works';
COMMENT ON COLUMN agencies.office_hours IS 'Own office hours, which go before those of the calendar; null: those of the calendar';
COMMENT ON COLUMN agencies.valid_from IS 'First day of its existence';
COMMENT ON COLUMN agencies.valid_to IS 'Last day of its existence; null: open';
COMMENT ON COLUMN agencies.search_text IS 'Code and name in lower case without diacritics';
COMMENT ON COLUMN agencies.updated_at IS 'Last change';
COMMENT ON COLUMN agencies.successor_code IS 'Agency that its dossiers go to after its last day; null: none is named';
COMMENT ON COLUMN agencies.receives_for IS 'For whom its counter receives dossiers: agencyCodes, everyAgencyOf; null: for itself only';
COMMENT ON TABLE agency_history IS 'Every state that an agency was in; only ever appended to';
COMMENT ON COLUMN agency_history.code IS 'Agency';
COMMENT ON COLUMN agency_history.revision IS '1, 2, 3 … without gaps';
COMMENT ON COLUMN agency_history.change IS 'What was done';
COMMENT ON COLUMN agency_history.agency IS 'The agency after it';
COMMENT ON COLUMN agency_history.changed_at IS 'When';
COMMENT ON COLUMN agency_history.changed_by IS 'By whom (subject of the token)';
COMMENT ON TABLE calendar_versions IS 'Working calendars; a version never changes, a correction is the next version';
COMMENT ON COLUMN calendar_versions.id IS 'Which calendar; aggregate id of its events';
COMMENT ON COLUMN calendar_versions.version IS '1, 2, 3 … without gaps; aggregate version of its event';
COMMENT ON COLUMN calendar_versions.name IS 'Name';
COMMENT ON COLUMN calendar_versions.covers_from IS 'First day that it knows';
COMMENT ON COLUMN calendar_versions.covers_to IS 'Last day that it knows';
COMMENT ON COLUMN calendar_versions.definition IS 'Days off, make-up days, office hours, and the notice that it follows';
COMMENT ON COLUMN calendar_versions.published_at IS 'When';
COMMENT ON COLUMN calendar_versions.published_by IS 'By whom (subject of the token)';
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
COMMENT ON TABLE everyday_phrases IS 'What people type and what the catalog calls it, as the province set it';
COMMENT ON COLUMN everyday_phrases.key IS 'Words of the phrase in one spelling: a phrase stands once';
COMMENT ON COLUMN everyday_phrases.phrase IS 'As it was set';
COMMENT ON COLUMN everyday_phrases.means IS 'Words that names of procedures use for it; none: the phrase means only itself';
COMMENT ON COLUMN everyday_phrases.revision IS 'How often it has been set';
COMMENT ON COLUMN everyday_phrases.set_at IS 'When it was set last';
COMMENT ON COLUMN everyday_phrases.set_by IS 'Subject of who set it last';
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
COMMENT ON TABLE procedure_import_lines IS 'What became of every line of an import';
COMMENT ON COLUMN procedure_import_lines.import_id IS 'Import';
COMMENT ON COLUMN procedure_import_lines.line IS 'Line number, from 1';
COMMENT ON COLUMN procedure_import_lines.outcome IS 'What became of it';
COMMENT ON COLUMN procedure_import_lines.procedure_code IS 'Procedure, as far as the line could be read';
COMMENT ON COLUMN procedure_import_lines.hash IS 'SHA-256 of the record; null: refused';
COMMENT ON COLUMN procedure_import_lines.reason IS 'Why it was refused: code, path, message in Vietnamese and English';
COMMENT ON COLUMN procedure_import_lines.flags IS 'How often each flag was raised on it';
COMMENT ON TABLE procedure_imports IS 'Imports of procedures, each with how far it came';
COMMENT ON COLUMN procedure_imports.id IS 'Identity, chosen by the sender if given';
COMMENT ON COLUMN procedure_imports.status IS 'INTERRUPTED: the stream broke off; RUNNING with an old updated_at: the process did';
COMMENT ON COLUMN procedure_imports.session IS 'Request that may record progress; a later one takes the import over';
COMMENT ON COLUMN procedure_imports.last_line IS 'Last line done';
COMMENT ON COLUMN procedure_imports.digest IS 'Chain of the hashes of all lines done';
COMMENT ON COLUMN procedure_imports.created IS 'Procedures that were new';
COMMENT ON COLUMN procedure_imports.changed IS 'Procedures whose record had changed';
COMMENT ON COLUMN procedure_imports.unchanged IS 'Procedures whose record was the same';
COMMENT ON COLUMN procedure_imports.refused IS 'Lines refused';
COMMENT ON COLUMN procedure_imports.started_at IS 'Begun at';
COMMENT ON COLUMN procedure_imports.started_by IS 'By whom (subject of the token)';
COMMENT ON COLUMN procedure_imports.updated_at IS 'Last progress';
COMMENT ON TABLE procedure_versions IS 'Versions of procedures; a published one never changes, so that open dossiers keep theirs';
COMMENT ON COLUMN procedure_versions.procedure_id IS 'Procedure';
COMMENT ON COLUMN procedure_versions.version IS '1, 2, 3 … without gaps';
COMMENT ON COLUMN procedure_versions.status IS 'DRAFT until a decision publishes it';
COMMENT ON COLUMN procedure_versions.source IS 'Where its content came from';
COMMENT ON COLUMN procedure_versions.revised_by_hand IS 'A person changed it since its import: an import does not replace it unasked';
COMMENT ON COLUMN procedure_versions.name IS 'Name';
COMMENT ON COLUMN procedure_versions.field_code IS 'Code of the field (lĩnh vực); null: its source names the field only';
COMMENT ON COLUMN procedure_versions.field_name IS 'Name of the field';
COMMENT ON COLUMN procedure_versions.field_search IS 'Name of the field in lower case without diacritics';
COMMENT ON COLUMN procedure_versions.levels IS 'Levels: MINISTRY, PROVINCE, DISTRICT (history), COMMUNE, OTHER';
COMMENT ON COLUMN procedure_versions.agency_codes IS 'Agencies of the province that handle it';
COMMENT ON COLUMN procedure_versions.publisher_code IS 'Publishing ministry or agency, by the code of the source';
COMMENT ON COLUMN procedure_versions.online IS 'Whether it can be submitted online';
COMMENT ON COLUMN procedure_versions.content IS 'All that the version says, channel entries with their source text included';
COMMENT ON COLUMN procedure_versions.flags IS 'What a person has to look at: code, path, text';
COMMENT ON COLUMN procedure_versions.flag_codes IS 'Codes in flags, each once';
COMMENT ON COLUMN procedure_versions.stated_limit IS 'The one time limit that its source states beyond doubt; null: none, never guessed';
COMMENT ON COLUMN procedure_versions.decision IS 'Decision that published it: number, signedOn, effectiveOn';
COMMENT ON COLUMN procedure_versions.effective_on IS 'First day on which dossiers can be opened on it';
COMMENT ON COLUMN procedure_versions.cases IS 'Internal process by case: steps with unit and budget';
COMMENT ON COLUMN procedure_versions.acknowledged_difference IS 'Why a case departs from stated_limit, in the words of who published it';
COMMENT ON COLUMN procedure_versions.source_record IS 'The imported record as it came; null: entered by hand';
COMMENT ON COLUMN procedure_versions.import_id IS 'Import that brought it';
COMMENT ON COLUMN procedure_versions.updated_at IS 'Last change';
COMMENT ON COLUMN procedure_versions.updated_by IS 'Who changed it last (subject of the token)';
COMMENT ON COLUMN procedure_versions.published_at IS 'When it was published';
COMMENT ON COLUMN procedure_versions.published_by IS 'Who published it (subject of the token)';
COMMENT ON COLUMN procedure_versions.every_agency_of IS 'Every agency of these levels handles it; with agency_codes empty too, nobody is competent';
COMMENT ON TABLE procedures IS 'Administrative procedures (thủ tục hành chính), one row a code';
COMMENT ON COLUMN procedures.id IS 'Identity (UUIDv7); aggregate id of its events';
COMMENT ON COLUMN procedures.code IS 'Code that people read, such as 1.001193';
COMMENT ON COLUMN procedures.status IS 'DRAFT: nothing published yet; ABOLISHED: by a decision';
COMMENT ON COLUMN procedures.revision IS 'Counts every change, drafts included';
COMMENT ON COLUMN procedures.announced IS 'Aggregate version of its last event; 0: none';
COMMENT ON COLUMN procedures.draft_version IS 'Version that is still a draft; null: none';
COMMENT ON COLUMN procedures.published_version IS 'Latest published version; null: none';
COMMENT ON COLUMN procedures.published_effective_on IS 'Effective date of the latest published version';
COMMENT ON COLUMN procedures.abolition IS 'Decision that abolished it: number, signedOn, effectiveOn';
COMMENT ON COLUMN procedures.import_hash IS 'SHA-256 of the source record imported last; null: entered by hand only';
COMMENT ON COLUMN procedures.created_at IS 'When it was first known';
COMMENT ON COLUMN procedures.updated_at IS 'Last change';
COMMENT ON COLUMN procedures.draft_terms IS 'What the draft is found by: words of code and name (A), field and agency (B), with and without marks, each at its place';
COMMENT ON COLUMN procedures.published_terms IS 'What the published versions are found by, in the form of draft_terms';
COMMENT ON TABLE rule_set_versions IS 'What law decides about dossiers; a version never changes';
COMMENT ON COLUMN rule_set_versions.id IS 'Which rule set; aggregate id of its events';
COMMENT ON COLUMN rule_set_versions.version IS '1, 2, 3 … without gaps; aggregate version of its event';
COMMENT ON COLUMN rule_set_versions.effective_from IS 'Dossiers received from this day on';
COMMENT ON COLUMN rule_set_versions.effective_to IS 'Last day; null: open';
COMMENT ON COLUMN rule_set_versions.definition IS 'The rules';
COMMENT ON COLUMN rule_set_versions.published_at IS 'When';
COMMENT ON COLUMN rule_set_versions.published_by IS 'By whom (subject of the token)';
