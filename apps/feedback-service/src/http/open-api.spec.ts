import { openApiDocument } from '@motcua/platform';
import { feedbackService } from '../feedback-service.definition.js';

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  requestBody?: { content: Record<string, { schema: { allOf: { $ref: string }[]; example: object } }> };
  parameters?: { name: string; in: string; schema?: object; example?: unknown }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

describe('the documented API', () => {
  let operations: Operation[];
  let schemas: Record<string, { properties?: Record<string, { example?: unknown; $ref?: string }> }>;

  beforeAll(async () => {
    const document = JSON.parse(JSON.stringify(await openApiDocument(feedbackService)));
    schemas = document.components.schemas;
    operations = Object.entries<Record<string, Operation>>(document.paths)
      .filter(([path]) => /^\/(feedback|published-feedback|survey)/.test(path))
      .flatMap(([, methods]) => Object.values(methods));
  });

  it('has an operation for everything that can be asked of feedback and surveys', () => {
    expect(operations.map((operation) => operation.operationId).sort()).toEqual([
      'acceptFeedback',
      'answerFeedback',
      'answerSurvey',
      'explainFeedbackDeadlines',
      'fileFeedback',
      'forwardFeedback',
      'getFeedback',
      'getFeedbackFiler',
      'getPublishedFeedback',
      'issueSurveyToken',
      'listFeedback',
      'listFeedbackHistory',
      'listPublishedFeedback',
      'listSurveyAnswers',
      'publishFeedback',
      'refuseFeedback',
    ]);
  });

  it('says of each what it does, and which refusals to expect as problem documents', () => {
    for (const { operationId, summary, description, responses } of operations) {
      expect(`${operationId}: ${summary && description ? 'described' : ''}`).toBe(`${operationId}: described`);
      const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      expect(refusals.length).toBeGreaterThan(0);
      for (const [, refusal] of refusals) expect(Object.keys(refusal.content!)).toEqual(['application/problem+json']);
    }
  });

  it('gives every field of a request an example', () => {
    const bodies = operations.flatMap(({ requestBody }) =>
      Object.values(requestBody?.content ?? {}).map(({ schema }) => schema.allOf[0]!.$ref.split('/').at(-1)!),
    );
    expect(bodies).toHaveLength(7);
    for (const name of [...bodies, 'FeedbackFilerData']) {
      for (const [field, shape] of Object.entries(schemas[name]!.properties!)) {
        const given = shape.example !== undefined || JSON.stringify(shape).includes('$ref');
        expect(`${name}.${field}: ${given}`).toBe(`${name}.${field}: true`);
      }
    }
  });
});
