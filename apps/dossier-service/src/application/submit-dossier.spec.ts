import { caller, SimulatedClock } from '@motcua/platform';
import { ExampleReferenceData } from '../testing/example-reference-data.js';
import { InMemoryDossiers } from '../testing/in-memory-dossiers.js';
import { local } from '../testing/reference-data.js';
import { SubmitDossier } from './submit-dossier.js';

/** One of its cases has lost its steps. */
class OneCaseWithoutSteps extends ExampleReferenceData {
  override async versionsOf(code: string) {
    const versions = await super.versionsOf(code);
    return versions.map(({ cases: [first, ...others], ...version }) => ({
      ...version,
      cases: first ? [{ ...first, steps: [] }, ...others] : [],
    }));
  }
}

/** It is settled at once: no case has a step. */
class InstantProcedure extends ExampleReferenceData {
  override async versionsOf(code: string) {
    const versions = await super.versionsOf(code);
    return versions.map(({ cases, ...version }) => ({
      ...version,
      cases: cases.map((one) => ({ ...one, steps: [] })),
    }));
  }
}

const officer = caller({ subject: 'officer-1', roles: ['one-stop-officer'], agency: 'H41.14' });

function submitting(referenceData: ExampleReferenceData, caseCode?: string) {
  const clock = new SimulatedClock();
  clock.set(local('2026-08-20 09:00'));
  const input = {
    procedureCode: '1.001193',
    caseCode,
    subjectType: 'CITIZEN',
    applicant: { fullName: 'Nguyễn Văn An' },
  } as const;
  return new SubmitDossier(new InMemoryDossiers(clock), referenceData, clock).execute({ caller: officer, input });
}

describe('Submitting a dossier', () => {
  it('takes the process of its case', async () => {
    const { dossier } = await submitting(new ExampleReferenceData(), 'chung');
    expect(dossier).toMatchObject({ status: 'SUBMITTED', channel: 'DIRECT', procedure: { caseCode: 'chung' } });
    expect(dossier.procedure.steps).toHaveLength(2);
  });

  it('is refused for a case without a step, and names the cases that there are', async () => {
    await expect(submitting(new OneCaseWithoutSteps(), 'chung')).rejects.toMatchObject({
      code: 'procedure.case-unknown',
      text: { en: 'Choose a case of the procedure: tru-thoi-gian.' },
    });
    const { dossier } = await submitting(new OneCaseWithoutSteps(), 'tru-thoi-gian');
    expect(dossier.status).toBe('SUBMITTED');
  });

  it.each([undefined, 'chung', 'khong-co'])(
    'is refused for a procedure that is settled at once, whatever case is named (%s)',
    async (caseCode) => {
      await expect(submitting(new InstantProcedure(), caseCode)).rejects.toMatchObject({
        kind: 'precondition',
        code: 'procedure.instant',
        fields: [{ path: 'procedureCode' }],
      });
    },
  );
});
