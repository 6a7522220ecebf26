import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, ValidateBy } from 'class-validator';
import type { TextForm } from '../../codes/code-formats.js';
import { COMPETENT_LEVELS, type CompetentLevel } from '../../events/reference-data-events.js';
import { Flag, Instant, Integer, Nested, NestedList, OneOf, Text, TextList } from '../../fields/field.js';

/*
 * An edition is a set of criteria as data. All points are whole thousandths of a point, all rates whole hundredths of a percent.
 */

export const EDITION_KINDS = ['PROVINCE_SET', 'DECISION_766', 'NINE_INDICES', 'AGENCY_GRADING'] as const;
export type EditionKind = (typeof EDITION_KINDS)[number];

/**
 * What a node is worth when there is nothing to count. Real rules say four different things: full points (Decision 766, satisfaction
 * without petitions), none (Decision 766, progress with nothing received), the node does not apply and the unit's maximum is lower
 * (Hà Nam 2023), or the node is left out and its parent keeps its maximum over the others (the nine indices).
 */
export const EMPTY_POLICIES = ['FULL', 'ZERO', 'NOT_APPLICABLE', 'EXCLUDED_FROM_MEAN'] as const;
export type EmptyPolicy = (typeof EMPTY_POLICIES)[number];

export const EDITION_RULE_KINDS = [
  'RATIO',
  'STEP',
  'COMPARE',
  'YES_NO',
  'CHOICE',
  'CHECKLIST',
  'TIMELINESS',
  'COUNT',
  'DEDUCT',
  'SURVEY',
  'DELEGATED',
  'BONUS',
  'PENALTY',
  'MANUAL',
] as const;
export type EditionRuleKind = (typeof EDITION_RULE_KINDS)[number];

export const EDITION_EVIDENCE = ['REQUIRED', 'OR_EXPLANATION', 'NONE'] as const;
export type EditionEvidence = (typeof EDITION_EVIDENCE)[number];

/** `INHERITED`: the value of the agency above, the same for all below it. */
export const EDITION_SOURCES = ['SYSTEM', 'SELF', 'APPRAISER', 'SURVEY', 'INHERITED'] as const;
export type EditionSource = (typeof EDITION_SOURCES)[number];

export const EDITION_SCALES = ['PERCENT', 'POINTS'] as const;
export type EditionScale = (typeof EDITION_SCALES)[number];

export const EDITION_STATUSES = ['DRAFT', 'PUBLISHED', 'SUPERSEDED'] as const;
export type EditionStatus = (typeof EDITION_STATUSES)[number];

/** The code of an edition: `qd-766-2026`. */
export const EDITION_CODE: TextForm = {
  pattern: /^[a-z0-9][a-z0-9-]{0,49}$/,
  vi: 'phải gồm chữ thường không dấu, số và dấu gạch nối, tối đa 50 ký tự',
  en: 'must be small letters, digits and hyphens, at most 50',
};

const MOST_NODES = 500;
const MOST_GROUPS = 20;
const MOST_OPTIONS = 50;
const MOST_POINTS = 1_000_000_000;

const points = (description: string, optional = false) =>
  Integer({ description: `${description}, in thousandths of a point`, optional, maximum: MOST_POINTS });

export class EditionText {
  @Text({ description: 'In Vietnamese', maxLength: 2_000, example: 'Bộ mẫu để thử' }) vi: string;
  @Text({ description: 'In English', maxLength: 2_000, example: 'A sample to try things out' }) en: string;
}

export class EditionYears {
  @Integer({ description: 'First year', minimum: 2000, maximum: 2200, example: 2027 }) from: number;
  @Integer({ description: 'Last year; absent: until it is superseded', optional: true, minimum: 2000, maximum: 2200 })
  to?: number;
}

export class EditionPlaces {
  @Integer({ description: 'Decimals of each node with a rule; absent: exact', optional: true, maximum: 6 })
  leaf?: number;
  @Integer({ description: 'Decimals of each field; absent: exact', optional: true, maximum: 6 }) field?: number;
  @Integer({ description: 'Decimals of the total', maximum: 6, example: 2 }) total: number;
}

export class EditionClass {
  @Text({ description: 'Code', maxLength: 50, example: 'TOT' }) code: string;
  @Text({ description: 'Name', example: 'Tốt' }) name: string;
  @Integer({
    description:
      'Lower limit: thousandths of a point or of a percent, by the scale of the edition; the last class is from 0',
    maximum: MOST_POINTS,
    example: 0,
  })
  from: number;
}

/** Units that are ranked among each other. */
export class EditionGroup {
  @Text({ description: 'Code', maxLength: 50, example: 'DEPARTMENT' }) code: string;
  @Text({ description: 'Name', example: 'Sở, ban, ngành' }) name: string;
  @Integer({
    description: 'What its fields add up to, in thousandths of a point',
    maximum: MOST_POINTS,
    example: 100_000,
  })
  maximum: number;
  @TextList({
    description: `The agencies of these levels are its units: ${COMPETENT_LEVELS.join(', ')}. Absent: its units are no agencies, or a round names them`,
    optional: true,
    maxItems: COMPETENT_LEVELS.length,
  })
  @IsOptional()
  @IsIn(COMPETENT_LEVELS as unknown as string[], { each: true })
  levels?: CompetentLevel[];
  @NestedList(() => EditionClass, { description: 'Classes, from the best one on', maxItems: MOST_OPTIONS, example: [] })
  classes: EditionClass[];
  @TextList({
    description: 'Nodes whose share of the points that apply decides, in this order, between units of equal value',
    optional: true,
    maxItems: MOST_OPTIONS,
    maxLength: 50,
  })
  tieBreak?: string[];
}

/** A choice or an item of a list to check. */
export class EditionOption {
  @Text({ description: 'Code', maxLength: 50 }) code: string;
  @Text({ description: 'Name' }) name: string;
  @points('What it gives') points: number;
}

/** `STEP` counts from a rate on, `TIMELINESS` up to so many working days of lateness. */
export class EditionStep {
  @Integer({ description: 'From which rate on, in hundredths of a percent (STEP)', optional: true, maximum: 10_000 })
  from?: number;
  @Integer({ description: 'Up to how many working days of lateness (TIMELINESS)', optional: true, maximum: 10_000 })
  upTo?: number;
  @points('What it gives') points: number;
}

/** A rule has the members of its kind, and no others. */
export class EditionRule {
  @OneOf(EDITION_RULE_KINDS, { description: 'Kind of rule', enumName: 'EditionRuleKind', example: 'MANUAL' })
  kind: EditionRuleKind;
  @Text({ description: 'Metric in a version (RATIO, STEP, COMPARE, SURVEY)', optional: true, maxLength: 100 })
  metric?: string;
  @Integer({ description: 'Rate that gives the maximum (RATIO)', optional: true, maximum: 10_000 }) target?: number;
  @Integer({
    description: 'RATIO: rate below which there is nothing; DEDUCT: points that are left at least',
    optional: true,
    maximum: MOST_POINTS,
  })
  floor?: number;
  @NestedList(() => EditionStep, { description: 'Steps (STEP, TIMELINESS)', optional: true, maxItems: MOST_OPTIONS })
  steps?: EditionStep[];
  @points('What a better dossier gives (COMPARE)', true) better?: number;
  @points('What an equal dossier gives (COMPARE)', true) equal?: number;
  @points('What a worse dossier gives (COMPARE)', true) worse?: number;
  @Integer({ description: 'Decimals of the mean (COMPARE)', optional: true, maximum: 6 }) places?: number;
  @NestedList(() => EditionOption, { description: 'Choices (CHOICE)', optional: true, maxItems: MOST_OPTIONS })
  choices?: EditionOption[];
  @NestedList(() => EditionOption, { description: 'Items (CHECKLIST)', optional: true, maxItems: MOST_OPTIONS })
  items?: EditionOption[];
  @points('What each one gives or takes (COUNT, DEDUCT, BONUS, PENALTY)', true) each?: number;
  @Text({ description: 'Which index or edition it is taken from (DELEGATED)', optional: true, maxLength: 100 })
  from?: string;
  @points('Of how many points it is (DELEGATED)', true) outOf?: number;
}

export class EditionContinues {
  @Text({ description: 'Code of the earlier edition', form: EDITION_CODE, maxLength: 50 }) edition: string;
  @Text({ description: 'Code of its node', maxLength: 50 }) node: string;
  @Flag({ description: 'Whether the points of both can be compared' })
  comparable: boolean;
}

const isPoints = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MOST_POINTS;

/** Points for every group, or by the code of the group. */
function arePoints(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return isPoints(value);
  const groups = Object.values(value);
  return groups.length <= MOST_GROUPS && groups.every(isPoints);
}

/** A field (without a parent), criterion or component. */
export class EditionNode {
  @Text({ description: 'Code', maxLength: 50, example: '1' }) code: string;
  @Text({ description: 'Code of the node above; absent: a field', optional: true, maxLength: 50 }) parent?: string;
  @Text({ description: 'Name', example: 'Chỉ đạo, điều hành' }) name: string;
  @ApiProperty({
    description: 'What it can give, in thousandths of a point: for every group, or by the code of the group',
    oneOf: [
      { type: 'integer', minimum: 0, maximum: MOST_POINTS },
      { type: 'object', maxProperties: MOST_GROUPS, additionalProperties: { type: 'integer', minimum: 0 } },
    ],
    example: 100_000,
  })
  @ValidateBy({
    name: 'pointsByGroup',
    validator: {
      validate: arePoints,
      defaultMessage: () =>
        '$property must be whole thousandths of a point, or such a number by the code of each group',
    },
  })
  maximum: number | Record<string, number>;
  @TextList({
    description: 'Codes of the groups that it applies to; absent: all',
    optional: true,
    maxItems: MOST_GROUPS,
    maxLength: 50,
  })
  groups?: string[];
  @Nested(() => EditionRule, {
    description: 'How a node without others below it is scored',
    optional: true,
    example: { kind: 'MANUAL' },
  })
  rule?: EditionRule;
  @OneOf(EMPTY_POLICIES, {
    description: 'What it is worth when there is nothing to count; absent: nothing',
    enumName: 'EmptyPolicy',
    optional: true,
  })
  empty?: EmptyPolicy;
  @OneOf(EDITION_EVIDENCE, {
    description: 'Whether evidence is needed',
    enumName: 'EditionEvidence',
    example: 'REQUIRED',
  })
  evidence: EditionEvidence;
  @OneOf(EDITION_SOURCES, {
    description: 'Where its facts come from; INHERITED: from the agency above',
    enumName: 'EditionSource',
    example: 'APPRAISER',
  })
  source: EditionSource;
  @Text({ description: 'Code of the agency that owns the field', optional: true, maxLength: 50 }) appraiser?: string;
  @Nested(() => EditionContinues, { description: 'Which node of an earlier edition it continues', optional: true })
  continues?: EditionContinues;
}

export class EditionQuestion {
  @Text({ description: 'Code of the node that it is about', optional: true, maxLength: 50 }) node?: string;
  @Nested(() => EditionText, { description: 'What sources say differently, or what none says' }) question: EditionText;
  @Text({ description: 'Which sources', maxLength: 1_000 }) source: string;
}

/** A set of criteria of some years. */
export class Edition {
  @Text({
    description: 'Code, in the province once and for all',
    form: EDITION_CODE,
    maxLength: 50,
    example: 'bo-tieu-chi-2027',
  })
  code: string;
  @OneOf(EDITION_KINDS, { description: 'Kind', enumName: 'EditionKind', example: 'PROVINCE_SET' }) kind: EditionKind;
  @Text({ description: 'Name', example: 'Bộ chỉ số cải cách hành chính của các sở, ban, ngành' }) name: string;
  @Text({ description: 'The decision that it follows', example: 'Quyết định số 15/QĐ-UBND ngày 05/01/2027' })
  legalBasis: string;
  @Nested(() => EditionYears, { description: 'Years that it is for', example: { from: 2027 } }) years: EditionYears;
  @Nested(() => EditionText, { description: 'Why it is not a set that anybody has decided', optional: true })
  sample?: EditionText;
  @OneOf(EDITION_SCALES, {
    description: 'PERCENT: points of a hundred of the maximum that applies; POINTS: the sum of points',
    enumName: 'EditionScale',
    example: 'PERCENT',
  })
  scale: EditionScale;
  @Nested(() => EditionPlaces, {
    description: 'To how many decimals values are rounded half up',
    example: { total: 2 },
  })
  places: EditionPlaces;
  @NestedList(() => EditionGroup, { description: 'Groups of units', maxItems: MOST_GROUPS }) groups: EditionGroup[];
  @NestedList(() => EditionNode, { description: 'Fields, criteria and components', maxItems: MOST_NODES })
  nodes: EditionNode[];
  @NestedList(() => EditionQuestion, { description: 'What the sources leave open', optional: true, maxItems: 200 })
  openQuestions?: EditionQuestion[];
}

export class PublishEditionRequest {
  @Text({
    description: 'Code of the published edition that it takes the place of',
    form: EDITION_CODE,
    maxLength: 50,
    optional: true,
    example: undefined,
  })
  supersedes?: string;
}

/** What is known of an edition besides its content. */
export class EditionView {
  @Text({ description: 'Code', example: 'qd-766-2026' }) code: string;
  @OneOf(EDITION_KINDS, { description: 'Kind', enumName: 'EditionKind', example: 'DECISION_766' }) kind: EditionKind;
  @Text({ description: 'Name', example: 'Bộ chỉ số phục vụ người dân, doanh nghiệp' }) name: string;
  @OneOf(EDITION_STATUSES, { description: 'Status', enumName: 'EditionStatus', example: 'PUBLISHED' })
  status: EditionStatus;
  @Text({
    description:
      'SHA-256 of its content as canonical JSON, in hexadecimal; the ETag of GET /reform-index/editions/{code}',
    example: '0f3a6b1de9c2a7d4550b8c1f6e92d3074b5a8c9e1f20364758697a8b9cadbecf',
  })
  hash: string;
  @Instant({ description: 'When the draft was last written', example: '2026-12-01T02:15:00.000Z' }) draftedAt: string;
  @Text({ description: 'By whom', example: 'reform-1' }) draftedBy: string;
  @Instant({ description: 'When it was published', optional: true, example: '2026-12-01T02:15:00.000Z' })
  publishedAt?: string;
  @Text({ description: 'By whom', optional: true, example: 'reform-1' }) publishedBy?: string;
  @Text({ description: 'The edition that it takes the place of', optional: true, example: undefined })
  supersedes?: string;
  @Text({ description: 'The edition that takes its place', optional: true, example: undefined }) supersededBy?: string;
}

export class EditionList {
  @NestedList(() => EditionView, { description: 'Every edition, by code' }) items: EditionView[];
}

export class EditionDifferenceQuery {
  @Text({
    description: 'Code of the edition to compare with',
    form: EDITION_CODE,
    maxLength: 50,
    example: 'mau-so-nganh-2026',
  })
  from: string;
}

const SAID = [
  { type: 'string' },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'array', items: {} },
  { type: 'object', additionalProperties: true },
];

export class EditionDifferenceView {
  @Text({ description: 'Where, with groups and nodes by their codes', example: 'nodes.1.maximum' }) path: string;
  @ApiPropertyOptional({ anyOf: SAID, description: 'What the earlier one says; absent: nothing', example: 18_000 })
  before?: unknown;
  @ApiPropertyOptional({ anyOf: SAID, description: 'What this one says; absent: nothing', example: 20_000 })
  after?: unknown;
}

export class EditionDifferenceList {
  @NestedList(() => EditionDifferenceView, { description: 'Everything that differs, by path' })
  items: EditionDifferenceView[];
}
