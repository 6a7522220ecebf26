import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { HeldDossiers, type DossierChange, type TextRecord } from './held-dossiers.js';
import type { Submission } from './submissions.js';

type Change =
  | DossierChange
  | { kind: 'submission'; code: string; record: TextRecord }
  | { kind: 'answer'; code: string; answer: NonNullable<Submission['answer']> };

const FILE = 'national-portal.ndjson';

/** The portal's data: in memory, and one line per change in a file, to survive a restart. */
export class PortalState {
  readonly dossiers = new HeldDossiers();
  readonly submissions = new Map<string, Submission>();
  private readonly file?: string;

  /** @param dataDir folder of the file; without it the data end with the process */
  constructor(dataDir?: string) {
    if (dataDir === undefined) return;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.file = join(dataDir, FILE);
    if (!existsSync(this.file)) return;
    const text = readFileSync(this.file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    for (const line of whole.split('\n').slice(0, -1)) {
      for (const change of JSON.parse(line) as Change[]) this.take(change);
    }
    // A line that a crash truncated was never acknowledged.
    if (whole.length < text.length) truncateSync(this.file, Buffer.byteLength(whole));
  }

  /** Stores all of these or, when the process dies, none. */
  keep(changes: Change[]): void {
    if (changes.length === 0) return;
    if (this.file) this.append(this.file, `${JSON.stringify(changes)}\n`);
    for (const change of changes) this.take(change);
  }

  /** A full disk may store half a line; the next one must not be appended to it. */
  private append(file: string, line: string): void {
    const size = existsSync(file) ? statSync(file).size : 0;
    try {
      appendFileSync(file, line, { mode: 0o600 });
    } catch (error) {
      if (existsSync(file)) truncateSync(file, size);
      throw error;
    }
  }

  private take(change: Change): void {
    switch (change.kind) {
      case 'submission':
        this.submissions.set(change.code, { code: change.code, record: change.record, fetched: 0 });
        return;
      case 'answer': {
        const submission = this.submissions.get(change.code);
        if (submission) submission.answer = change.answer;
        return;
      }
      default:
        this.dossiers.apply(change);
    }
  }
}
