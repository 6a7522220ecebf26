import { AGENCY_CODE_FORM, PROCEDURE_CODE_FORM, codeListForm } from '../../codes/code-formats.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { FEEDBACK_KINDS, FEEDBACK_STATUSES, type FeedbackKind } from '../../events/feedback-events.js';
import { Code, DateOnly, Integer, NumberInQuery, OneOf, Text } from '../../fields/field.js';

class FeedbackPageQuery {
  @Text({ description: '`nextCursor` of the previous page', optional: true, maxLength: 2_000, example: undefined })
  cursor?: string;
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', optional: true, minimum: 1, maximum: 200, example: 50 })
  limit?: number;
  @OneOf(FEEDBACK_KINDS, { description: 'About what', optional: true, enumName: 'FeedbackKind', example: 'BEHAVIOUR' })
  kind?: FeedbackKind;
  @Text({ description: 'Agency', optional: true, form: AGENCY_CODE_FORM, maxLength: 35, example: 'H41.14' })
  agencyCode?: string;
}

export class ListFeedbackQuery extends FeedbackPageQuery {
  @OneOf(['mine', 'agency', 'all'], {
    description:
      "Filed by the caller, assigned to the caller's agency, or of every agency (procedure control, reform office). Default: the widest that the caller may see",
    optional: true,
    example: 'agency',
  })
  scope?: 'mine' | 'agency' | 'all';
  @Text({
    description: `States, several separated by commas: ${FEEDBACK_STATUSES.join(', ')}`,
    optional: true,
    form: codeListForm(FEEDBACK_STATUSES),
    maxLength: 100,
    example: 'NEW,FORWARDED',
  })
  status?: string;
  @OneOf(CHANNELS, { description: 'Channel', optional: true, enumName: 'Channel', example: 'ONLINE' })
  channel?: Channel;
  @OneOf(['true', 'false'], {
    description: 'Whether the deadline of its current state has passed',
    optional: true,
    example: 'false',
  })
  overdue?: 'true' | 'false';
  @Code({ description: 'Code', optional: true, maxLength: 40, example: 'PAKN.20260828.0001' }) code?: string;
  @Code({ description: 'Dossier that it is about', optional: true, maxLength: 60, example: 'H41.14-260820-0001' })
  dossierCode?: string;
  @Text({
    description: 'Procedure that it is about',
    optional: true,
    form: PROCEDURE_CODE_FORM,
    maxLength: 50,
    example: '1.001193',
  })
  procedureCode?: string;
  @DateOnly({ description: 'Filed on this day or later', optional: true, example: '2026-01-01' }) filedFrom?: string;
  @DateOnly({ description: 'Filed on this day or earlier', optional: true, example: '2026-12-31' }) filedTo?: string;
}

export class ListPublishedFeedbackQuery extends FeedbackPageQuery {
  @Text({
    description: 'Procedure that it is about',
    optional: true,
    form: PROCEDURE_CODE_FORM,
    maxLength: 50,
    example: '1.001193',
  })
  procedureCode?: string;
}
