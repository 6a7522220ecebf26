import { CLOCK_TIME_FORM } from '../../codes/code-formats.js';
import {
  ConsultationRulesData,
  CorrectionRulesData,
  FORWARD_NEXT_MORNING_MINUTES,
  INTAKE_WITHIN_HOURS,
  LateIntakeData,
  MOST_FORWARD_NEXT_MORNING_MINUTES,
  RuleSetPublished,
  SUPPLEMENT_MODES,
  SupplementRulesData,
  type SupplementMode,
} from '../../events/reference-data-events.js';
import { DateOnly, Instant, Integer, Nested, NestedList, OneOf, Text } from '../../fields/field.js';
import { VersionAsRead } from './version-as-read.js';

/** Publishes the next version of a rule set; a version never changes afterwards. */
export class PublishRuleSetRequest extends VersionAsRead {
  @Text({ description: 'Legal basis', example: 'Nghị định 118/2025/NĐ-CP, sửa đổi bởi Nghị định 309/2026/NĐ-CP' })
  legalBasis: string;
  @DateOnly({ description: 'Dossiers received from this day on', example: '2025-07-01' }) effectiveFrom: string;
  @DateOnly({ description: 'Last day', optional: true, example: undefined }) effectiveTo?: string;
  @Nested(() => LateIntakeData, {
    description: 'When a dossier received late in the day starts to count',
    example: { kind: 'NONE' },
  })
  countingStart: LateIntakeData;
  @Text({
    description: 'Local time: a dossier accepted after it is forwarded at the start of the next working day',
    form: CLOCK_TIME_FORM,
    example: '15:00',
  })
  forwardNextMorningAfter: string;
  @Integer({
    description: `How many working minutes that start lasts, at most ${MOST_FORWARD_NEXT_MORNING_MINUTES}; absent: ${FORWARD_NEXT_MORNING_MINUTES}`,
    optional: true,
    minimum: 1,
    maximum: MOST_FORWARD_NEXT_MORNING_MINUTES,
    example: FORWARD_NEXT_MORNING_MINUTES,
  })
  forwardNextMorningMinutes?: number;
  @Integer({
    description: `Within how many working hours a submission is accepted or answered otherwise; absent: ${INTAKE_WITHIN_HOURS}`,
    optional: true,
    minimum: 1,
    maximum: 80,
    example: INTAKE_WITHIN_HOURS,
  })
  intakeWithinHours?: number;
  @OneOf(SUPPLEMENT_MODES, {
    description: 'Whether the deadline starts anew when a supplement is complete, or only the waiting is subtracted',
    enumName: 'SupplementMode',
    example: 'RESTART',
  })
  supplementMode: SupplementMode;
  @Integer({ description: 'How often a supplement may be asked for without being flagged', maximum: 100, example: 1 })
  supplementRequestLimit: number;
  @Nested(() => SupplementRulesData, {
    description:
      'Time limits of a request for a supplement; absent: 3 working days to restart, 3 to 90 days to provide it, 8 working hours to check it',
    optional: true,
    example: { restartWithinDays: 3, leastDays: 3, longestDays: 90, checkWithinHours: 8 },
  })
  supplement?: SupplementRulesData;
  @Nested(() => ConsultationRulesData, {
    description:
      'What holds for asking others for their opinion; absent: silence is never consent, 8 working hours to 15 working days',
    optional: true,
    example: { silence: 'NEVER', leastHours: 8, longestDays: 15 },
  })
  consultation?: ConsultationRulesData;
  @Nested(() => CorrectionRulesData, {
    description: "What holds for correcting a wrong result; absent: 3 working days, the province's own",
    optional: true,
    example: { withinDays: 3 },
  })
  correction?: CorrectionRulesData;
  @Integer({ description: 'How often a return date may be set anew', maximum: 100, example: 1 })
  reappointmentLimit: number;
  @Integer({
    description: 'The latest version that this was made from; 0 for the first',
    optional: true,
    minimum: 0,
    example: 0,
  })
  expectedVersion?: number;
}

/** A version of a rule set exactly as `rule-set.published` announced it. */
export class RuleSetVersionView extends RuleSetPublished {
  @Instant({ description: 'Published at', example: '2026-08-20T02:15:00.000Z' }) publishedAt: string;
  @Text({ description: 'By whom', example: 'ops-1' }) publishedBy: string;
}

export class RuleSetList {
  @NestedList(() => RuleSetVersionView, { description: 'Rule sets, each in one version' })
  items: RuleSetVersionView[];
}
