import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readKeptJson } from '../kept-json.js';

/** How far the sample data are in. */
export interface SampleState {
  /** The instant that the sample's times are counted from, so that a second attempt makes the same dossiers. */
  asOf: string;
  complete: boolean;
}

/** What is known of the sample data in this folder; undefined when there are to be none. */
export async function readSampleState(dataDir: string, wanted: boolean): Promise<SampleState | undefined> {
  const kept = await readKeptJson<SampleState>(fileIn(dataDir), ({ asOf }) => !Number.isNaN(Date.parse(asOf)));
  if (kept) return kept;
  return wanted ? { asOf: new Date().toISOString(), complete: false } : undefined;
}

export async function writeSampleState(dataDir: string, state: SampleState): Promise<void> {
  const file = fileIn(dataDir);
  await writeFile(`${file}.new`, `${JSON.stringify(state)}\n`);
  await rename(`${file}.new`, file);
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'sample.json');
}
