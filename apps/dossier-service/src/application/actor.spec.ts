import { caller } from '@motcua/platform';
import { actorOf } from './actor.js';

const of = (agencyCode: string) => ({ agencyCode, receivingAgencyCode: agencyCode });

const own = async () => true;
const foreign = async () => false;

describe('Who acts on a dossier', () => {
  it.each([
    ['an officer of its agency', ['one-stop-officer'], 'H41.14', 'OFFICER'],
    [
      'an officer of its agency whose token is also an applicant',
      ['applicant', 'processing-officer'],
      'H41.14',
      'OFFICER',
    ],
    [
      'an officer of another agency, for a dossier of the own',
      ['one-stop-officer', 'applicant'],
      'H41.27.05',
      'APPLICANT',
    ],
    ['a citizen', ['applicant'], undefined, 'APPLICANT'],
    ['a portal', ['portal-client'], undefined, 'PORTAL'],
    ['a service', ['service'], undefined, 'SYSTEM'],
    ['an official of the province', ['procedure-control'], undefined, 'OFFICER'],
  ] as const)('is told by the role that reaches it: %s', async (_, roles, agency, kind) => {
    expect(await actorOf(caller({ subject: 'a', roles: [...roles], agency }), of('H41.14'), foreign)).toMatchObject({
      kind,
      account: 'a',
    });
  });

  it('is, of an account that is both a person and a portal, told by whose the dossier is', async () => {
    const both = caller({ subject: 'a', roles: ['applicant', 'portal-client'] });
    expect((await actorOf(both, of('H41.14'), own)).kind).toBe('APPLICANT');
    expect((await actorOf(both, of('H41.14'), foreign)).kind).toBe('PORTAL');
  });

  it('has an agency and a unit only as an officer', async () => {
    const officer = caller({
      subject: 'o',
      roles: ['one-stop-officer', 'applicant'],
      agency: 'H41.14',
      unit: 'mot-cua',
    });
    expect(await actorOf(officer, of('H41.14'), foreign)).toEqual({
      kind: 'OFFICER',
      account: 'o',
      agency: 'H41.14',
      unit: 'mot-cua',
    });
    expect(await actorOf(officer, of('H41.27.05'), foreign)).toEqual({ kind: 'APPLICANT', account: 'o' });
  });
});
