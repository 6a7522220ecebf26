import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** Feedback, the people behind it, its history, and who read about them. */
export class FeedbackTables1756700000000 implements MigrationInterface {
  name = 'FeedbackTables1756700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
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
        filed_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        rules jsonb NOT NULL,
        calendar_id text NOT NULL,
        calendar_version integer NOT NULL,
        respond_due_at timestamptz,
        forward_due_at timestamptz,
        answer_due_at timestamptz,
        publish_due_at timestamptz,
        next_due_at timestamptz,
        accepted_at timestamptz,
        refused_at timestamptz,
        refusal_reason text,
        refusal_explanation bytea,
        answered_at timestamptz,
        answer bytea,
        published_at timestamptz,
        published_content text,
        published_answer text,
        CONSTRAINT feedbacks_pkey PRIMARY KEY (id),
        CONSTRAINT feedbacks_code_key UNIQUE (code),
        CONSTRAINT feedbacks_version_check CHECK (version >= 1),
        CONSTRAINT feedbacks_published_events_check CHECK (published_events BETWEEN 1 AND version),
        CONSTRAINT feedbacks_status_check
          CHECK (status IN ('NEW', 'ACCEPTED', 'REFUSED', 'FORWARDED', 'ANSWERED', 'PUBLISHED')),
        CONSTRAINT feedbacks_kind_check CHECK (kind IN ('BEHAVIOUR', 'REGULATION')),
        CONSTRAINT feedbacks_channel_check CHECK (channel IN ('DIRECT', 'ONLINE', 'POST', 'OTHER')),
        CONSTRAINT feedbacks_refusal_check
          CHECK ((status = 'REFUSED') = (refused_at IS NOT NULL AND refusal_reason IS NOT NULL)),
        CONSTRAINT feedbacks_answer_check
          CHECK ((status IN ('ANSWERED', 'PUBLISHED')) = (answered_at IS NOT NULL AND answer IS NOT NULL)),
        CONSTRAINT feedbacks_publication_check
          CHECK ((status = 'PUBLISHED') = (published_at IS NOT NULL AND published_content IS NOT NULL AND published_answer IS NOT NULL))
      );
      CREATE INDEX feedbacks_by_agency ON feedbacks (agency_code, filed_at DESC, id DESC);
      CREATE INDEX feedbacks_by_filer ON feedbacks (filer_subject, filed_at DESC, id DESC) WHERE filer_subject IS NOT NULL;
      CREATE INDEX feedbacks_by_filing ON feedbacks (filed_at DESC, id DESC);
      CREATE INDEX feedbacks_by_next_due ON feedbacks (agency_code, next_due_at) WHERE next_due_at IS NOT NULL;
      CREATE INDEX feedbacks_by_dossier ON feedbacks (dossier_code) WHERE dossier_code IS NOT NULL;
      CREATE INDEX feedbacks_open_by_calendar ON feedbacks (calendar_id, agency_code)
        WHERE status IN ('NEW', 'FORWARDED', 'ACCEPTED', 'ANSWERED');
      CREATE INDEX feedbacks_published ON feedbacks (published_at DESC, id DESC) WHERE status = 'PUBLISHED';
      CREATE INDEX feedbacks_published_by_agency ON feedbacks (agency_code, published_at DESC, id DESC)
        WHERE status = 'PUBLISHED';

      CREATE TABLE feedback_filers (
        feedback_id uuid NOT NULL,
        full_name bytea NOT NULL,
        address bytea NOT NULL,
        phone bytea NOT NULL,
        email bytea,
        identity_number bytea,
        CONSTRAINT feedback_filers_pkey PRIMARY KEY (feedback_id),
        CONSTRAINT feedback_filers_feedback_fkey FOREIGN KEY (feedback_id) REFERENCES feedbacks (id)
      );

      CREATE TABLE feedback_history (
        feedback_id uuid NOT NULL,
        version integer NOT NULL,
        action text NOT NULL,
        at timestamptz NOT NULL,
        status text NOT NULL,
        agency_code text NOT NULL,
        late boolean NOT NULL,
        actor text NOT NULL,
        note bytea,
        deadlines jsonb NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT feedback_history_pkey PRIMARY KEY (feedback_id, version),
        CONSTRAINT feedback_history_feedback_fkey FOREIGN KEY (feedback_id) REFERENCES feedbacks (id)
      );

      CREATE TABLE personal_data_reads (
        id uuid NOT NULL,
        feedback_id uuid NOT NULL,
        reader text NOT NULL,
        reader_agency text,
        purpose text NOT NULL,
        read_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT personal_data_reads_pkey PRIMARY KEY (id),
        CONSTRAINT personal_data_reads_feedback_fkey FOREIGN KEY (feedback_id) REFERENCES feedbacks (id)
      );
      CREATE INDEX personal_data_reads_by_feedback ON personal_data_reads (feedback_id, read_at);

      CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
      END $$;
      CREATE TRIGGER feedback_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON feedback_history
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
      CREATE TRIGGER personal_data_reads_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON personal_data_reads
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

      CREATE TABLE feedback_code_counters (
        day date NOT NULL,
        last_number integer NOT NULL,
        CONSTRAINT feedback_code_counters_pkey PRIMARY KEY (day),
        CONSTRAINT feedback_code_counters_last_number_check CHECK (last_number BETWEEN 1 AND 999999)
      );
    `);
    await queryRunner.query(commentsOf(TABLES));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE feedback_code_counters, personal_data_reads, feedback_history, feedback_filers, feedbacks;
      DROP FUNCTION refuse_rewriting();
    `);
  }
}

const TABLES = {
  feedbacks: {
    '': 'Feedback and petitions (phản ánh, kiến nghị; Decree 20/2008/NĐ-CP) as they stand',
    id: 'UUIDv7; aggregate id of its events',
    code: 'PAKN.yyyyMMdd.NNNN, the day in Asia/Ho_Chi_Minh',
    version: '1, 2, 3 … with every change; compared and set by every write',
    published_events: 'How many events were published of it: the next one is one more, without gaps',
    status: 'State, by the lifecycle of the service',
    kind: 'BEHAVIOUR or REGULATION (Decree 20/2008/NĐ-CP Art. 5)',
    channel: 'How it came',
    title: 'Title, encrypted: people write names into it',
    content: 'Content as filed, encrypted',
    agency_code: 'Agency that answers for it: the predicate of isolation',
    dossier_code: 'Dossier that it is about, as the filer gave it',
    procedure_code: 'Procedure that it is about',
    field_code: 'Field of the procedure, where known',
    filer_subject: 'Token subject of whoever filed it online',
    filed_at: 'Filed at',
    received_at: 'When the agency that answers for it got it; deadlines count from here',
    rules: 'Time limits in force when it was filed',
    calendar_id: 'Calendar by which its deadlines were last counted',
    calendar_version: 'Version of that calendar',
    respond_due_at: 'To be accepted, refused or forwarded by; null: none or unknown',
    forward_due_at: 'To be forwarded by; null: none or unknown',
    answer_due_at: 'To be answered by; null: none or unknown',
    publish_due_at: 'To be published by; null: none or unknown',
    next_due_at: 'The deadline of its present state',
    accepted_at: 'Accepted at',
    refused_at: 'Refused at',
    refusal_reason: 'Why, as a code',
    refusal_explanation: 'Why, in words; encrypted',
    answered_at: 'Answered at',
    answer: 'Answer to the person, encrypted',
    published_at: 'Published at',
    published_content: 'Content in the words in which the public reads it; checked to hold no personal field',
    published_answer: 'Answer in the words in which the public reads it; checked likewise',
  },
  feedback_filers: {
    '': 'The people behind feedback, apart from it; each field encrypted on its own',
    feedback_id: 'Feedback',
    full_name: 'Full name, encrypted',
    address: 'Address, encrypted',
    phone: 'Telephone, encrypted',
    email: 'E-mail, encrypted',
    identity_number: 'Identity number, encrypted',
  },
  feedback_history: {
    '': 'What happened to each feedback; append-only',
    feedback_id: 'Feedback',
    version: 'Version that the change made',
    action: 'What was done',
    at: 'When it was done, by the clock of the service',
    status: 'State after it',
    agency_code: 'Agency that answers for it after this',
    late: 'Whether it was done after its deadline',
    actor: 'Token subject of whoever did it, or the event that caused it',
    note: 'Reason or explanation, encrypted',
    deadlines: 'Deadlines after it, with the calendar that counted them',
    recorded_at: 'When the row was written',
  },
  personal_data_reads: {
    '': 'Who read the person behind a feedback, when and what for; append-only',
    id: 'UUIDv7',
    feedback_id: 'Feedback',
    reader: 'Token subject of the reader',
    reader_agency: 'Agency of the reader',
    purpose: 'What for',
    read_at: 'When, by the clock of the service',
    recorded_at: 'When the row was written',
  },
  feedback_code_counters: {
    '': 'Last number given to a feedback on each day',
    day: 'Day in Asia/Ho_Chi_Minh',
    last_number: 'Last number given',
  },
};
