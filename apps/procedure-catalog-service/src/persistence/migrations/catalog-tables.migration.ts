import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Procedures with their versions, reference data, and the record of imports. */
export class CatalogTables1767571200000 implements MigrationInterface {
  name = 'CatalogTables1767571200000';

  async up(runner: QueryRunner): Promise<void> {
    // Trigrams let a search for a part of a word use an index; the extension is a trusted one, no superuser needed.
    await runner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await runner.query(PROCEDURES);
    await runner.query(REFERENCE_DATA);
    await runner.query(IMPORTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE procedure_import_lines, procedure_imports, rule_set_versions, calendar_versions, agency_history, agencies, procedure_versions, procedures',
    );
    await runner.query('DROP FUNCTION refuse_change_of_published_version');
  }
}

const PROCEDURES = `
  CREATE TABLE procedures (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT procedures_code_once UNIQUE,
    status text NOT NULL CONSTRAINT procedures_status CHECK (status IN ('DRAFT', 'PUBLISHED', 'ABOLISHED')),
    revision integer NOT NULL DEFAULT 1 CONSTRAINT procedures_revision_positive CHECK (revision > 0),
    announced integer NOT NULL DEFAULT 0 CONSTRAINT procedures_announced_not_negative CHECK (announced >= 0),
    draft_version integer,
    published_version integer,
    published_effective_on date,
    abolition jsonb,
    import_hash text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT procedures_has_a_version CHECK (draft_version IS NOT NULL OR published_version IS NOT NULL),
    CONSTRAINT procedures_published CHECK ((published_version IS NULL) = (status = 'DRAFT')),
    CONSTRAINT procedures_abolished CHECK ((abolition IS NULL) = (status <> 'ABOLISHED'))
  );
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

  CREATE TABLE procedure_versions (
    procedure_id uuid NOT NULL REFERENCES procedures (id),
    version integer NOT NULL CONSTRAINT procedure_versions_version_positive CHECK (version > 0),
    status text NOT NULL CONSTRAINT procedure_versions_status CHECK (status IN ('DRAFT', 'PUBLISHED')),
    source text NOT NULL CONSTRAINT procedure_versions_source CHECK (source IN ('PORTAL_FLAT', 'PORTAL_API', 'ENTERED')),
    revised_by_hand boolean NOT NULL,
    name text NOT NULL,
    field_code text,
    field_name text NOT NULL,
    field_search text NOT NULL,
    levels text[] NOT NULL,
    agency_codes text[] NOT NULL,
    publisher_code text,
    online boolean NOT NULL,
    search_text text NOT NULL,
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
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    published_at timestamptz,
    published_by text,
    PRIMARY KEY (procedure_id, version),
    CONSTRAINT procedure_versions_published CHECK (
      (status = 'PUBLISHED') = (decision IS NOT NULL AND effective_on IS NOT NULL AND cases IS NOT NULL
        AND published_at IS NOT NULL AND published_by IS NOT NULL)
    )
  );
  CREATE INDEX procedure_versions_search ON procedure_versions USING gin (search_text gin_trgm_ops);
  CREATE INDEX procedure_versions_agencies ON procedure_versions USING gin (agency_codes);
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
  COMMENT ON COLUMN procedure_versions.search_text IS 'Code, name, field and agency in lower case without diacritics';
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

  CREATE FUNCTION refuse_change_of_published_version() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'version % of procedure % is published and never changes', OLD.version, OLD.procedure_id;
  END $$;
  CREATE TRIGGER procedure_versions_published_never_changes BEFORE UPDATE OR DELETE ON procedure_versions
    FOR EACH ROW WHEN (OLD.status = 'PUBLISHED') EXECUTE FUNCTION refuse_change_of_published_version();
`;

const REFERENCE_DATA = `
  CREATE TABLE agencies (
    code text PRIMARY KEY,
    revision integer NOT NULL CONSTRAINT agencies_revision_positive CHECK (revision > 0),
    name text NOT NULL,
    level text NOT NULL CONSTRAINT agencies_level CHECK (level IN ('MINISTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE')),
    parent_code text REFERENCES agencies (code),
    calendar_id text NOT NULL,
    office_hours jsonb,
    valid_from date NOT NULL,
    valid_to date,
    search_text text NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT agencies_validity CHECK (valid_to >= valid_from)
  );
  CREATE INDEX agencies_parent ON agencies (parent_code);
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

  CREATE TABLE agency_history (
    code text NOT NULL REFERENCES agencies (code),
    revision integer NOT NULL,
    change text NOT NULL CONSTRAINT agency_history_change CHECK (change IN ('REGISTERED', 'CHANGED', 'CLOSED')),
    agency jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    PRIMARY KEY (code, revision)
  );
  COMMENT ON TABLE agency_history IS 'Every state that an agency was in; only ever appended to';
  COMMENT ON COLUMN agency_history.code IS 'Agency';
  COMMENT ON COLUMN agency_history.revision IS '1, 2, 3 … without gaps';
  COMMENT ON COLUMN agency_history.change IS 'What was done';
  COMMENT ON COLUMN agency_history.agency IS 'The agency after it';
  COMMENT ON COLUMN agency_history.changed_at IS 'When';
  COMMENT ON COLUMN agency_history.changed_by IS 'By whom (subject of the token)';

  CREATE TABLE calendar_versions (
    id text NOT NULL,
    version integer NOT NULL CONSTRAINT calendar_versions_version_positive CHECK (version > 0),
    name text NOT NULL,
    covers_from date NOT NULL,
    covers_to date NOT NULL,
    definition jsonb NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    PRIMARY KEY (id, version)
  );
  COMMENT ON TABLE calendar_versions IS 'Working calendars; a version never changes, a correction is the next version';
  COMMENT ON COLUMN calendar_versions.id IS 'Which calendar; aggregate id of its events';
  COMMENT ON COLUMN calendar_versions.version IS '1, 2, 3 … without gaps; aggregate version of its event';
  COMMENT ON COLUMN calendar_versions.name IS 'Name';
  COMMENT ON COLUMN calendar_versions.covers_from IS 'First day that it knows';
  COMMENT ON COLUMN calendar_versions.covers_to IS 'Last day that it knows';
  COMMENT ON COLUMN calendar_versions.definition IS 'Days off, make-up days, office hours, and the notice that it follows';
  COMMENT ON COLUMN calendar_versions.published_at IS 'When';
  COMMENT ON COLUMN calendar_versions.published_by IS 'By whom (subject of the token)';

  CREATE TABLE rule_set_versions (
    id text NOT NULL,
    version integer NOT NULL CONSTRAINT rule_set_versions_version_positive CHECK (version > 0),
    effective_from date NOT NULL,
    effective_to date,
    definition jsonb NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    PRIMARY KEY (id, version),
    CONSTRAINT rule_set_versions_validity CHECK (effective_to >= effective_from)
  );
  COMMENT ON TABLE rule_set_versions IS 'What law decides about dossiers; a version never changes';
  COMMENT ON COLUMN rule_set_versions.id IS 'Which rule set; aggregate id of its events';
  COMMENT ON COLUMN rule_set_versions.version IS '1, 2, 3 … without gaps; aggregate version of its event';
  COMMENT ON COLUMN rule_set_versions.effective_from IS 'Dossiers received from this day on';
  COMMENT ON COLUMN rule_set_versions.effective_to IS 'Last day; null: open';
  COMMENT ON COLUMN rule_set_versions.definition IS 'The rules';
  COMMENT ON COLUMN rule_set_versions.published_at IS 'When';
  COMMENT ON COLUMN rule_set_versions.published_by IS 'By whom (subject of the token)';
`;

const IMPORTS = `
  CREATE TABLE procedure_imports (
    id uuid PRIMARY KEY,
    status text NOT NULL CONSTRAINT procedure_imports_status CHECK (status IN ('RUNNING', 'COMPLETED', 'INTERRUPTED')),
    session uuid NOT NULL,
    last_line integer NOT NULL DEFAULT 0,
    digest text NOT NULL DEFAULT '',
    created integer NOT NULL DEFAULT 0,
    changed integer NOT NULL DEFAULT 0,
    unchanged integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    updated_at timestamptz NOT NULL
  );
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

  CREATE TABLE procedure_import_lines (
    import_id uuid NOT NULL REFERENCES procedure_imports (id),
    line integer NOT NULL CONSTRAINT procedure_import_lines_line_positive CHECK (line > 0),
    outcome text NOT NULL CONSTRAINT procedure_import_lines_outcome
      CHECK (outcome IN ('CREATED', 'CHANGED', 'UNCHANGED', 'REFUSED')),
    procedure_code text,
    hash text,
    reason jsonb,
    flags jsonb NOT NULL,
    PRIMARY KEY (import_id, line),
    CONSTRAINT procedure_import_lines_reason CHECK ((outcome = 'REFUSED') = (reason IS NOT NULL))
  );
  CREATE INDEX procedure_import_lines_code ON procedure_import_lines (import_id, procedure_code) WHERE hash IS NOT NULL;
  COMMENT ON TABLE procedure_import_lines IS 'What became of every line of an import';
  COMMENT ON COLUMN procedure_import_lines.import_id IS 'Import';
  COMMENT ON COLUMN procedure_import_lines.line IS 'Line number, from 1';
  COMMENT ON COLUMN procedure_import_lines.outcome IS 'What became of it';
  COMMENT ON COLUMN procedure_import_lines.procedure_code IS 'Procedure, as far as the line could be read';
  COMMENT ON COLUMN procedure_import_lines.hash IS 'SHA-256 of the record; null: refused';
  COMMENT ON COLUMN procedure_import_lines.reason IS 'Why it was refused: code, path, message in Vietnamese and English';
  COMMENT ON COLUMN procedure_import_lines.flags IS 'How often each flag was raised on it';
`;
