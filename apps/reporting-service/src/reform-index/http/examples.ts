import type { Edition, PublishEditionRequest } from '@motcua/contracts';

/** Works as sent: a set of one criterion, whole, with a code that the sample does not use. */
export const DRAFT_EDITION: Edition = {
  code: 'bo-tieu-chi-2027',
  kind: 'PROVINCE_SET',
  name: 'Bộ chỉ số cải cách hành chính của các sở, ban, ngành',
  legalBasis: 'Quyết định số 15/QĐ-UBND ngày 05/01/2027',
  years: { from: 2027 },
  scale: 'PERCENT',
  places: { leaf: 2, total: 2 },
  groups: [{ code: 'DEPARTMENT', name: 'Sở, ban, ngành', maximum: 100_000, classes: [] }],
  nodes: [
    {
      code: '1',
      name: 'Hồ sơ giải quyết trước hạn, đúng hạn',
      maximum: 100_000,
      rule: { kind: 'RATIO', metric: 'SETTLED_IN_TIME@1', target: 10_000 },
      empty: 'NOT_APPLICABLE',
      evidence: 'NONE',
      source: 'SYSTEM',
    },
  ],
};

export const PUBLISH_EDITION: PublishEditionRequest = {};
