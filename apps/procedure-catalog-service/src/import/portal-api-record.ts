import { FIELD_CODE } from '@motcua/contracts';
import { flag, type Flag, type FlagCode } from '../domain/flags.js';
import { checkLevelInName } from '../domain/level-in-name.js';
import type {
  ChannelEntry,
  EntryChannel,
  ProcedureContent,
  ProcedureLevel,
  ReadProcedure,
  StatedCase,
  StatedLimit,
} from '../domain/procedure-content.js';
import { limitOf } from '../domain/read-channel-table.js';
import { compareEntries, settleHours } from '../domain/stated-limits.js';
import { checkMandatoryParts, readText, requireCodeAndName, requireFieldName } from './record-parts.js';

type JsonObject = Record<string, unknown>;

const CHANNELS: Record<string, EntryChannel> = {
  DIRECT: 'DIRECT',
  ONLINE: 'ONLINE',
  POSTAL: 'POST',
  DIRECT_AND_ONLINE: 'DIRECT_AND_ONLINE',
};

const UNITS: Record<string, StatedLimit> = {
  WORKING_DAY: { amount: 1, unit: 'WORKING_DAY' },
  DAY: { amount: 1, unit: 'CALENDAR_DAY' },
  WORKING_HOUR: { amount: 1, unit: 'HOUR' },
  MONTH: { amount: 1, unit: 'MONTH' },
  YEAR: { amount: 12, unit: 'MONTH' },
};

const objects = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.filter((item) => item !== null && typeof item === 'object') : [];

const texts = (value: unknown, ...members: string[]): string[] =>
  objects(value).flatMap((item) => {
    const text = members.map((member) => readText(item[member])).filter((part) => part !== undefined);
    return text.length > 0 ? [text.join(' ')] : [];
  });

const joined = (items: string[]): string | undefined => (items.length > 0 ? items.join('\n') : undefined);

/** A number and a unit of the API; anything unknown stays text and is flagged. */
function readLimit(number: unknown, unit: unknown): { timeLimit?: StatedLimit; timeText?: string; flags: FlagCode[] } {
  if (number === null || number === undefined || number === '') return { flags: [] };
  const timeText = [number, unit].filter((part) => part !== null && part !== undefined).join(' ');
  if (unit === null || unit === undefined || unit === '') return { timeText, flags: ['TIME_LIMIT_WITHOUT_UNIT'] };
  // Of which kind, the portal does not say.
  if (unit === 'HOUR') return { timeText, flags: ['TIME_LIMIT_HOURS_AMBIGUOUS'] };
  const known = typeof unit === 'string' ? UNITS[unit] : undefined;
  if (!known || typeof number !== 'number') return { timeText, flags: ['TIME_LIMIT_UNREADABLE'] };
  const { timeLimit, flags } = limitOf(number, known);
  return { timeLimit, timeText, flags };
}

function readMethod(method: JsonObject): { entry?: ChannelEntry; raw: string } {
  const raw = JSON.stringify(method);
  const channel = CHANNELS[String(method['submissionMethod'])];
  if (!channel) return { raw };
  const fees = objects(method['fees']).map((fee) =>
    [fee['value'], fee['currencyName'], readText(fee['description'])]
      .filter((part) => part !== undefined && part !== null)
      .join(' '),
  );
  const { timeLimit, timeText, flags } = readLimit(method['processingTime'], method['processingTimeUnit']);
  const entry: ChannelEntry = {
    channel,
    timeLimit,
    timeText,
    feeText: joined(fees),
    description: readText(method['description']),
    rawText: raw,
    flags,
  };
  settleHours(entry);
  return { entry, raw };
}

function readCases(record: JsonObject): { cases: StatedCase[]; flags: Flag[] } {
  const flags: Flag[] = [];
  const cases = objects(record['cases']).map((item, i): StatedCase => {
    const day = (item['processingDay'] ?? {}) as JsonObject;
    const { timeLimit, timeText, flags: open } = readLimit(day['qty'], day['type']);
    for (const code of open) flags.push(flag(code, `statedCases[${i}]`, timeText));
    const stated = readText(item['code']) ?? String(i + 1);
    return timeLimit || timeText === undefined ? { code: stated, timeLimit } : { code: stated, timeText };
  });
  return { cases, flags };
}

/**
 * The portal states a limit by method and again by case. Where these differ both stay, and neither is taken: which one
 * holds is for the decision that publishes the procedure.
 */
function contradictions(entries: ChannelEntry[], cases: StatedCase[]): Flag[] {
  const byMethod = entries.flatMap(({ timeLimit }) => timeLimit ?? []);
  const byCase = cases.flatMap(({ timeLimit }) => timeLimit ?? []);
  if (byMethod.length === 0 || byCase.length === 0) return [];
  const distinct = (limits: StatedLimit[]) => new Set(limits.map(({ amount, unit }) => `${amount} ${unit}`));
  const [methods, stated] = [distinct(byMethod), distinct(byCase)];
  if (methods.size === stated.size && [...methods].every((limit) => stated.has(limit))) return [];
  const shown = `executionMethods: ${[...methods].join(', ')}; cases: ${[...stated].join(', ')}`;
  return [flag('TIME_LIMIT_CONTRADICTION', 'statedCases', shown)];
}

function readLevels(record: JsonObject): ProcedureLevel[] {
  const levels: ProcedureLevel[] = [];
  if (record['isMinistry'] === true) levels.push('MINISTRY');
  if (record['isProvince'] === true) levels.push('PROVINCE');
  if (record['isWard'] === true) levels.push('COMMUNE');
  if (record['isOtherAgency'] === true) levels.push('OTHER');
  return levels;
}

/** "Text or array", as the portal's own clients found: `executingAgencies: "Sở …"` or `[{ name }]`. */
const agencyText = (record: JsonObject, listed: string, plain: string): string | undefined =>
  joined(texts(record[listed], 'name')) ?? readText(record[plain]) ?? joined(texts(record[plain], 'name'));

/**
 * Reads the national portal's own record (JSON of its public catalog since 2025).
 *
 * @throws LineRefusal when the code, the name or the field cannot be read; everything else is kept or flagged.
 */
export function readPortalApiRecord(record: JsonObject): ReadProcedure {
  const code = readText(record['code']);
  const name = readText(record['name']);
  requireCodeAndName(code, name, ['code', 'name']);
  const [category] = objects(record['categoriesDetails']);
  const fieldName = readText(category?.['name']) ?? readText(record['category']);
  const fieldCode = readText(category?.['code']);
  requireFieldName(fieldName, 'categoriesDetails[0].name');
  const methods = objects(record['executionMethods']).map(readMethod);
  const entries = methods.flatMap(({ entry }) => entry ?? []);
  const { cases, flags: caseFlags } = readCases(record);
  const proposal = (record['procedureProposal'] ?? {}) as JsonObject;
  const papers = [
    ...texts(record['profileComponents'], 'name'),
    ...objects(record['executionCases']).flatMap((item) => texts(item['profileComponents'], 'name')),
  ];
  const content: ProcedureContent = {
    code: code as string,
    name: name as string,
    fieldCode: fieldCode && FIELD_CODE.test(fieldCode) ? fieldCode : undefined,
    fieldName,
    levels: readLevels(record),
    kind: readText(record['formalityType']),
    publisherCode: readText(record['departmentPromulgateCode']),
    publisherName: readText(record['departmentPromulgateName']),
    agencyCodes: [],
    executingAgency: agencyText(record, 'departmentsExecuting', 'executingAgencies'),
    competentAgency: agencyText(record, 'departmentsAuthority', 'authorizedAgencies'),
    authorisedAgency: agencyText(record, 'departmentsAuthorized', 'delegatedAgencies'),
    coordinatingAgency: agencyText(record, 'departmentsCoordinating', 'coordinatingAgencies'),
    subjectTypes: texts(record['subjectTypesDetails'], 'name'),
    online: entries.some(({ channel }) => channel === 'ONLINE' || channel === 'DIRECT_AND_ONLINE'),
    channelEntries: entries,
    statedCases: cases,
    parts: {
      steps: joined(texts(record['executionSteps'], 'name', 'description')),
      papers: joined(papers),
      legalBasis: joined(texts(record['legalBasisesDetails'], 'code', 'name')),
      requirements: readText(record['requirementsAndConditions']),
      results: joined(texts(record['resultsDetails'], 'name', 'code')),
    },
    sourceDecisionNumber: readText(proposal['proposalNumber']) ?? readText(record['decisionNo']),
  };
  const flags: Flag[] = [
    ...methods.filter(({ entry }) => !entry).map(({ raw }) => flag('CHANNELS_UNREADABLE', 'channelEntries', raw)),
    ...entries.flatMap((entry, i) => entry.flags.map((open) => flag(open, `channelEntries[${i}]`, entry.timeText))),
    ...caseFlags,
  ];
  return {
    content,
    flags: [
      ...flags,
      ...compareEntries(entries),
      ...contradictions(entries, cases),
      ...checkLevelInName(content.name, content.levels),
      ...checkMandatoryParts(content),
    ],
  };
}
