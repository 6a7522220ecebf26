import type {
  BudgetData,
  ChannelEntryData,
  EnterProcedureRequest,
  InternalProcessData,
  ProcedureLevel,
  ProcessStepData,
  PublishProcedureRequest,
  TimeUnit,
} from '@motcua/contracts';

/** A procedure as it is seeded: entered, then published unless it stays a draft. */
export interface SampleProcedure {
  entry: EnterProcedureRequest;
  publication?: PublishProcedureRequest;
}

type Step = [code: string, name: string, unit: string, amount: number];

const limit = (amount: number, unit: TimeUnit): BudgetData => ({ amount, unit });

/** The ways of submitting of nearly every procedure: online, by post, at the counter, all with the same limit. */
function entries(timeLimit: BudgetData | undefined, feeText: string): ChannelEntryData[] {
  return (['ONLINE', 'POST', 'DIRECT'] as const).map((channel) => ({ channel, timeLimit, feeText }));
}

/** The unit of every counter of the sample. */
const COUNTER = 'mot-cua';

/**
 * One case with its steps; their times are written out, and the publication rules hold them to the sum. The counter's steps are
 * named as such; the decisions do not say whose the others are.
 */
export function process(
  budget: [amount: number, unit: TimeUnit],
  steps: Step[],
  more: Partial<Pick<InternalProcessData, 'caseCode' | 'name' | 'supplementMode'>> = {},
): InternalProcessData {
  const [amount, unit] = budget;
  return {
    caseCode: 'mac-dinh',
    name: 'Trường hợp chung',
    ...more,
    budget: limit(amount, unit),
    steps: steps.map(([code, name, of, time]): ProcessStepData => ({
      code,
      name,
      unit: of,
      budget: limit(time, unit),
      role: of === COUNTER ? 'one-stop-officer' : undefined,
    })),
  };
}

interface Facts {
  code: string;
  name: string;
  field: [code: string, name: string];
  level: ProcedureLevel;
  agency: [code: string, name: string];
  /** What the national portal states beyond doubt. */
  stated?: [amount: number, unit: TimeUnit];
  fee?: string;
  cases?: InternalProcessData[];
  /** Number of the decision; invented. */
  decision?: string;
  acknowledgedDifference?: string;
}

/** A sample procedure from its facts. Codes, names, fields and stated limits are real; decisions are invented. */
export function procedure(facts: Facts): SampleProcedure {
  const [fieldCode, fieldName] = facts.field;
  const [agencyCode, executingAgency] = facts.agency;
  const entry: EnterProcedureRequest = {
    code: facts.code,
    name: facts.name,
    fieldCode,
    fieldName,
    levels: [facts.level],
    agencyCodes: [agencyCode],
    executingAgency,
    subjectTypes: ['Công dân Việt Nam'],
    online: true,
    channelEntries: entries(facts.stated && limit(...facts.stated), facts.fee ?? 'Miễn phí'),
  };
  if (!facts.cases || !facts.decision) return { entry };
  const decision = { number: facts.decision, signedOn: '2025-06-20', effectiveOn: '2025-07-01' };
  return {
    entry,
    publication: { decision, cases: facts.cases, acknowledgedDifference: facts.acknowledgedDifference },
  };
}
