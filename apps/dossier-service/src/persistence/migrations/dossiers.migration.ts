import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dossiers, their history, their persons, and the numbers that people read. */
export class Dossiers1767312000000 implements MigrationInterface {
  name = 'Dossiers1767312000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE dossiers (
        id uuid PRIMARY KEY,
        version integer NOT NULL CONSTRAINT dossiers_version_positive CHECK (version >= 1),
        origin text NOT NULL CONSTRAINT dossiers_origin CHECK (origin IN ('LIVE', 'IMPORTED')),
        status text NOT NULL CONSTRAINT dossiers_status CHECK (status IN (
          'SUBMITTED', 'RECEIVED', 'REFUSED_INTAKE', 'IN_PROGRESS', 'WAITING_SUPPLEMENT', 'WAITING_PAYMENT',
          'WITHDRAWN', 'STOPPED', 'RESOLVED', 'DELIVERED')),
        code text CONSTRAINT dossiers_code_once UNIQUE,
        agency_code text NOT NULL,
        procedure_id uuid NOT NULL,
        procedure_code text NOT NULL,
        procedure_version integer NOT NULL,
        field_code text NOT NULL,
        case_code text NOT NULL,
        channel text NOT NULL CONSTRAINT dossiers_channel CHECK (channel IN ('DIRECT', 'ONLINE', 'POST', 'OTHER')),
        subject_type text NOT NULL CONSTRAINT dossiers_subject_type CHECK (subject_type IN (
          'CITIZEN', 'BUSINESS', 'STATE_AGENCY', 'ORGANISATION')),
        submitted_at timestamptz NOT NULL,
        accepted_at timestamptz,
        deadline_state text CONSTRAINT dossiers_deadline_state CHECK (deadline_state IN ('RUNNING', 'PAUSED', 'UNKNOWN')),
        due_at timestamptz,
        pauses jsonb NOT NULL DEFAULT '[]',
        waiting_return_to text CONSTRAINT dossiers_waiting_return_to CHECK (waiting_return_to IN (
          'SUBMITTED', 'RECEIVED', 'IN_PROGRESS')),
        waiting_since timestamptz,
        waiting_until timestamptz,
        supplement_requests integer NOT NULL DEFAULT 0,
        steps_completed integer NOT NULL DEFAULT 0,
        outcome text CONSTRAINT dossiers_outcome CHECK (outcome IN ('APPROVED', 'NOT_ELIGIBLE')),
        ended_at timestamptz,
        last_event_at timestamptz NOT NULL,
        rule_set_id text,
        rule_set_version integer,
        calendar_id text,
        calendar_version integer,
        office_hours_key text,
        legacy_system text,
        legacy_id text,
        legacy_hash bytea,
        legacy_flags text[],
        CONSTRAINT dossiers_legacy_once UNIQUE (legacy_system, legacy_id),
        CONSTRAINT dossiers_legacy CHECK ((origin = 'IMPORTED') = (legacy_id IS NOT NULL)
          AND (legacy_system IS NULL) = (legacy_id IS NULL)),
        CONSTRAINT dossiers_deadline CHECK ((deadline_state = 'RUNNING') IS NOT DISTINCT FROM
          (CASE WHEN deadline_state IS NULL THEN NULL ELSE due_at IS NOT NULL END)),
        CONSTRAINT dossiers_code_from_acceptance CHECK (origin = 'IMPORTED' OR (code IS NULL) = (accepted_at IS NULL)),
        CONSTRAINT dossiers_stamped_at_acceptance CHECK (origin = 'IMPORTED' OR
          (accepted_at IS NULL) = (rule_set_id IS NULL) AND (accepted_at IS NULL) = (calendar_id IS NULL)),
        CONSTRAINT dossiers_waiting CHECK ((status = 'WAITING_SUPPLEMENT') = (waiting_return_to IS NOT NULL))
      ) WITH (fillfactor = 80);
      CREATE INDEX dossiers_by_agency ON dossiers (agency_code, submitted_at DESC, id DESC);
      CREATE INDEX dossiers_by_agency_and_status ON dossiers (agency_code, status, submitted_at DESC, id DESC);
      CREATE INDEX dossiers_by_submission ON dossiers (submitted_at DESC, id DESC);
      CREATE INDEX dossiers_open_by_due ON dossiers (agency_code, due_at, id)
        WHERE due_at IS NOT NULL AND status IN ('RECEIVED', 'IN_PROGRESS', 'WAITING_SUPPLEMENT', 'WAITING_PAYMENT');
      CREATE INDEX dossiers_open_by_calendar ON dossiers (calendar_id, id)
        WHERE calendar_id IS NOT NULL
          AND status IN ('RECEIVED', 'IN_PROGRESS', 'WAITING_SUPPLEMENT', 'WAITING_PAYMENT');
      COMMENT ON TABLE dossiers IS 'Dossiers as their events left them; written only together with history and outbox. No personal data';
      COMMENT ON COLUMN dossiers.id IS 'Identity (UUIDv7)';
      COMMENT ON COLUMN dossiers.version IS 'How many events made it; compared and set on every change';
      COMMENT ON COLUMN dossiers.origin IS 'LIVE: kept here from its submission; IMPORTED: taken over from a legacy system as it stood';
      COMMENT ON COLUMN dossiers.status IS 'State, by the lifecycle table of the domain';
      COMMENT ON COLUMN dossiers.code IS 'Code that people read, from acceptance on: <agency>-yyMMdd-NNNN';
      COMMENT ON COLUMN dossiers.agency_code IS 'Agency that answers for it: what isolation goes by';
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

      CREATE TABLE dossier_history (
        dossier_id uuid NOT NULL,
        version integer NOT NULL,
        action text NOT NULL,
        event text NOT NULL,
        from_status text,
        to_status text NOT NULL,
        occurred_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor text NOT NULL,
        actor_unit text,
        flags text[] NOT NULL DEFAULT '{}',
        details jsonb NOT NULL,
        written bytea,
        CONSTRAINT dossier_history_pkey PRIMARY KEY (dossier_id, version)
      );
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

      CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
      END $$;
      CREATE TRIGGER dossier_history_append_only BEFORE UPDATE OR DELETE ON dossier_history
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
      CREATE TRIGGER dossier_history_no_truncate BEFORE TRUNCATE ON dossier_history
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();

      CREATE TABLE legacy_steps (
        dossier_id uuid NOT NULL,
        position integer NOT NULL,
        name text NOT NULL,
        unit text,
        officer text,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT legacy_steps_pkey PRIMARY KEY (dossier_id, position)
      );
      COMMENT ON TABLE legacy_steps IS 'Steps of an imported dossier as its legacy system recorded them, contradictions included';
      COMMENT ON COLUMN legacy_steps.dossier_id IS 'Dossier';
      COMMENT ON COLUMN legacy_steps.position IS 'Place in the record, from 1';
      COMMENT ON COLUMN legacy_steps.name IS 'Step as the legacy system named it';
      COMMENT ON COLUMN legacy_steps.unit IS 'Unit as the legacy system named it';
      COMMENT ON COLUMN legacy_steps.officer IS 'Officer, opaque, as the legacy system wrote it';
      COMMENT ON COLUMN legacy_steps.recorded_at IS 'Time as the legacy system recorded it';
      CREATE TRIGGER legacy_steps_append_only BEFORE UPDATE OR DELETE ON legacy_steps
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();

      CREATE TABLE dossier_persons (
        dossier_id uuid NOT NULL,
        role text NOT NULL CONSTRAINT dossier_persons_role CHECK (role IN ('APPLICANT', 'REPRESENTATIVE')),
        full_name bytea NOT NULL,
        identity_number bytea,
        identity_index bytea,
        phone bytea,
        email bytea,
        address bytea,
        CONSTRAINT dossier_persons_pkey PRIMARY KEY (dossier_id, role)
      );
      COMMENT ON TABLE dossier_persons IS 'Persons of a dossier, encrypted field by field; every unmasked reading is recorded in personal_data_reads';
      COMMENT ON COLUMN dossier_persons.dossier_id IS 'Dossier';
      COMMENT ON COLUMN dossier_persons.role IS 'APPLICANT, or REPRESENTATIVE who acts for the applicant';
      COMMENT ON COLUMN dossier_persons.full_name IS 'Full name, encrypted';
      COMMENT ON COLUMN dossier_persons.identity_number IS 'Identity number, encrypted';
      COMMENT ON COLUMN dossier_persons.identity_index IS 'Blind index of the identity number, to answer requests of data subjects';
      COMMENT ON COLUMN dossier_persons.phone IS 'Telephone, encrypted';
      COMMENT ON COLUMN dossier_persons.email IS 'E-mail, encrypted';
      COMMENT ON COLUMN dossier_persons.address IS 'Address, encrypted';

      CREATE TABLE dossier_submissions (
        dossier_id uuid PRIMARY KEY,
        owner_subject text,
        submitter_subject text NOT NULL,
        request_content bytea,
        result_delivery text NOT NULL CONSTRAINT dossier_submissions_result_delivery CHECK (
          result_delivery IN ('COUNTER', 'ONLINE', 'POST'))
      );
      CREATE INDEX dossier_submissions_by_owner ON dossier_submissions (owner_subject, dossier_id)
        WHERE owner_subject IS NOT NULL;
      CREATE INDEX dossier_submissions_by_submitter ON dossier_submissions (submitter_subject, dossier_id);
      COMMENT ON TABLE dossier_submissions IS 'By and for whom a dossier was submitted: personal data too, never part of an event';
      COMMENT ON COLUMN dossier_submissions.dossier_id IS 'Dossier';
      COMMENT ON COLUMN dossier_submissions.owner_subject IS 'Token subject of the applicant: opaque, decides who may follow the dossier';
      COMMENT ON COLUMN dossier_submissions.submitter_subject IS 'Token subject that submitted it: the applicant, an officer or a portal';
      COMMENT ON COLUMN dossier_submissions.request_content IS 'What is asked for in the words of the applicant, encrypted';
      COMMENT ON COLUMN dossier_submissions.result_delivery IS 'Where the result is received';

      CREATE TABLE personal_data_reads (
        id uuid PRIMARY KEY,
        dossier_id uuid NOT NULL,
        reader text NOT NULL,
        reader_agency text,
        reader_roles text[] NOT NULL,
        purpose text NOT NULL,
        operation text NOT NULL,
        read_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX personal_data_reads_by_dossier ON personal_data_reads (dossier_id, read_at);
      COMMENT ON TABLE personal_data_reads IS 'Who read whose personal data unmasked, when and for what';
      COMMENT ON COLUMN personal_data_reads.id IS 'Identity (UUIDv7)';
      COMMENT ON COLUMN personal_data_reads.dossier_id IS 'Dossier whose persons were read';
      COMMENT ON COLUMN personal_data_reads.reader IS 'Subject of the token that read them';
      COMMENT ON COLUMN personal_data_reads.reader_agency IS 'Agency of the reader';
      COMMENT ON COLUMN personal_data_reads.reader_roles IS 'Roles of the reader';
      COMMENT ON COLUMN personal_data_reads.purpose IS 'For what';
      COMMENT ON COLUMN personal_data_reads.operation IS 'By which operation';
      COMMENT ON COLUMN personal_data_reads.read_at IS 'When, in real time';
      CREATE TRIGGER personal_data_reads_append_only BEFORE UPDATE OR DELETE ON personal_data_reads
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();

      CREATE TABLE dossier_code_counters (
        agency_code text NOT NULL,
        counted_on date NOT NULL,
        last_number integer NOT NULL,
        CONSTRAINT dossier_code_counters_pkey PRIMARY KEY (agency_code, counted_on)
      ) WITH (fillfactor = 50);
      COMMENT ON TABLE dossier_code_counters IS 'Last number given to a dossier, by agency and day in Asia/Ho_Chi_Minh; gaps are allowed';
      COMMENT ON COLUMN dossier_code_counters.agency_code IS 'Agency';
      COMMENT ON COLUMN dossier_code_counters.counted_on IS 'Day';
      COMMENT ON COLUMN dossier_code_counters.last_number IS 'Last number given';

      CREATE TABLE dossier_imports (
        id uuid PRIMARY KEY,
        legacy_system text NOT NULL,
        requested_by text NOT NULL,
        state text NOT NULL CONSTRAINT dossier_imports_state CHECK (state IN ('RUNNING', 'COMPLETED', 'INTERRUPTED')),
        lines integer NOT NULL DEFAULT 0,
        imported integer NOT NULL DEFAULT 0,
        already_there integer NOT NULL DEFAULT 0,
        refused integer NOT NULL DEFAULT 0,
        steps integer NOT NULL DEFAULT 0,
        flags jsonb NOT NULL DEFAULT '{}',
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        progress_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        CONSTRAINT dossier_imports_counts CHECK (lines = imported + already_there + refused)
      );
      CREATE INDEX dossier_imports_newest ON dossier_imports (started_at DESC);
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

      CREATE TABLE refused_import_lines (
        import_id uuid NOT NULL REFERENCES dossier_imports (id),
        line integer NOT NULL,
        legacy_id text,
        code text NOT NULL,
        reason text NOT NULL,
        CONSTRAINT refused_import_lines_pkey PRIMARY KEY (import_id, line)
      );
      COMMENT ON TABLE refused_import_lines IS 'Lines of an import that were not taken over, and why; not their content, which may name people';
      COMMENT ON COLUMN refused_import_lines.import_id IS 'Import';
      COMMENT ON COLUMN refused_import_lines.line IS 'Line number, from 1';
      COMMENT ON COLUMN refused_import_lines.legacy_id IS 'Id in the legacy system, as far as the line could be read';
      COMMENT ON COLUMN refused_import_lines.code IS 'Why, machine-readable';
      COMMENT ON COLUMN refused_import_lines.reason IS 'Why';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE refused_import_lines, dossier_imports, dossier_code_counters, personal_data_reads, dossier_submissions,
        dossier_persons, legacy_steps, dossier_history, dossiers;
      DROP FUNCTION refuse_change_of_history;
    `);
  }
}
