import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedScore, ReportedRow } from '@motcua/reporting-service';
import { parse } from 'csv-parse/sync';

/** The published scores of Decision 766 and the published results of reform indices, as docs/real-input.md describes them. */
export interface PublishedIndices {
  /** Seven agencies of one province, with the counts behind the scores that are public. */
  agencies: PublishedScore[];
  /** The 34 provinces, in the order of the portal's answer. */
  provinces: PublishedScore[];
  /** Ranks of the provinces in the portal's answer, by code. */
  ranks: Record<string, number>;
  facts: ReportedRow[];
}

type Row = Record<string, string>;

export function readPublishedIndices(data: string): PublishedIndices {
  const read = <R extends Row>(name: string) =>
    parse(readFileSync(join(data, 'indices', name)), { columns: true, skip_empty_lines: true }) as unknown as R[];
  const provinces = read('decision-766-provinces-2026-09-17.csv');
  return {
    agencies: read('decision-766-agencies-gia-lai-2026-10-10.csv').map((row) => scoreOf(row, 'AGENCY', countsOf(row))),
    provinces: provinces.map((row) => scoreOf(row, 'PROVINCE', {})),
    ranks: Object.fromEntries(provinces.map((row) => [row['departmentCode']!, Number(row['rank_in_response'])])),
    facts: read<ReportedRow>('published-index-facts.csv'),
  };
}

function scoreOf(row: Row, group: string, facts: PublishedScore['unit']['facts']): PublishedScore {
  const fields = ['CKMB', 'TDGQ', 'TTTT', 'MDHL', 'MDSH'].map((code) => [code, row[code]!]);
  return {
    unit: { code: row['departmentCode']!, name: row['departmentName']!, group, facts },
    // The portal's two answers name the online group differently.
    fields: { ...Object.fromEntries(fields), CLGQ: row['CLGQ'] ?? row['ONLINE']! },
    total: row['totalScore']!,
  };
}

/** The items that the portal publishes counts of: numerator and denominator by column. */
const COUNTS: Record<string, [string, string]> = {
  '2.1': ['totalOnTime', 'totalReceived'],
  '3.5b': ['onlineFormalityPaymentSuccess', 'feeFormality'],
  '3.6': ['dossierOnlinePaymentSuccess', 'dossierFinancialObligation'],
  '5.2': ['petitionOnTime', 'totalPetitions'],
  '5.3': ['petitionSatisfied', 'totalPetitions'],
  '5.4': ['satisfactionNumerator', 'totalReceived'],
  '4.1': ['ORIGINAL_RESULT_AVAILABLE', 'totalReceived'],
  '4.2': ['SO_HOA_GIAY_TO_GIAI_QUYET', 'totalReceived'],
  '4.3': ['REUSED_DIGITIZED_DATA', 'totalReceived'],
  '4.4': ['SYNCED_WITH_DVCQG_PERSONAL_STORAGE', 'totalReceived'],
  '4.5a': ['CITIZEN_DATA_CONNECTED_FORMALITY_num', 'CITIZEN_DATA_CONNECTED_FORMALITY_den'],
  '4.5b': ['CITIZEN_DATA_CONNECTED_DOSSIER', 'totalReceived'],
};

const countsOf = (row: Row) =>
  Object.fromEntries(
    Object.entries(COUNTS).map(([item, [numerator, denominator]]) => [
      item,
      { numerator: Number(row[numerator]), denominator: Number(row[denominator]) },
    ]),
  );
