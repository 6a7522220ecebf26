import type { CompetenceData } from '@motcua/contracts';
import { caller, SimulatedClock } from '@motcua/platform';
import { ExampleReferenceData } from '../testing/example-reference-data.js';
import { InMemoryDossiers } from '../testing/in-memory-dossiers.js';
import { local } from '../testing/reference-data.js';
import type { Agency } from './ports.js';
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

/** Marked so by the decision, though its cases still have steps. */
class MarkedInstant extends ExampleReferenceData {
  override async versionsOf(code: string) {
    return (await super.versionsOf(code)).map((version) => ({ ...version, instant: true }));
  }
}

class CompetentByDecision extends ExampleReferenceData {
  constructor(
    private readonly competence: CompetenceData | undefined,
    private readonly agencies: Partial<Agency>[] = [],
  ) {
    super();
  }

  override async agency(code: string) {
    const said = this.agencies.find((agency) => agency.code === code);
    return { ...(await super.agency(code))!, ...said };
  }

  override async versionsOf(code: string) {
    return (await super.versionsOf(code)).map((version) => ({ ...version, competence: this.competence }));
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

  it('is refused for a procedure that the decision settles at once, whatever its cases say', async () => {
    await expect(submitting(new MarkedInstant(), 'chung')).rejects.toMatchObject({ code: 'procedure.instant' });
  });
});

/** Decision 22: who is competent is what the decision in force on the day says; a ward cannot take it in by itself. */
describe('Submitting a dossier to an agency', () => {
  const to = (competence: CompetenceData | undefined, agencies: Partial<Agency>[] = []) =>
    submitting(new CompetentByDecision(competence, agencies), 'chung');
  const named = (...agencyCodes: string[]): CompetenceData => ({ agencyCodes, everyAgencyOf: [] });
  const ofLevel = (...everyAgencyOf: CompetenceData['everyAgencyOf']): CompetenceData => ({
    agencyCodes: [],
    everyAgencyOf,
  });

  it('that is named by the decision opens it', async () => {
    expect((await to(named('H41.27.05', 'H41.14'))).dossier.agencyCode).toBe('H41.14');
  });

  it('that is not named is refused, with the agencies that are', async () => {
    await expect(to(named('H41.27.05', 'H41.27.06'))).rejects.toMatchObject({
      kind: 'precondition',
      code: 'agency.not-competent',
      fields: [{ path: 'agencyCode' }],
      details: { competentAgencyCodes: ['H41.27.05', 'H41.27.06'] },
      text: { en: expect.stringContaining('Cơ quan H41.27.05 (H41.27.05), Cơ quan H41.27.06 (H41.27.06)') },
    });
  });

  it('that is not named is refused with five of the agencies that are, and how many more there are', async () => {
    const wards = Array.from({ length: 8 }, (_, n) => `H41.27.0${n}`);
    await expect(to(named(...wards))).rejects.toMatchObject({
      details: { competentAgencyCodes: wards.slice(0, 5) },
      text: { vi: expect.stringContaining('và 3 cơ quan khác'), en: expect.stringContaining('and 3 more') },
    });
  });

  it('of a level of which every agency is competent opens it, and of another level is refused', async () => {
    expect((await to(ofLevel('PROVINCE'))).dossier.status).toBe('SUBMITTED');
    const others = { ...named('H41.27.05'), everyAgencyOf: ['COMMUNE' as const] };
    await expect(to(others)).rejects.toMatchObject({ code: 'agency.not-competent' });
  });

  it.each([
    ['nobody is competent', named()],
    ['nobody has said who is competent', undefined],
  ])('is refused where %s, and says why', async (_, competence) => {
    await expect(to(competence)).rejects.toMatchObject({
      kind: 'precondition',
      code: 'procedure.competence-unknown',
      fields: [{ path: 'procedureCode' }],
    });
  });

  it('is refused from the day after its last, and not on its last', async () => {
    const closing = (validTo: string) => to(named('H41.14'), [{ code: 'H41.14', validTo }]);
    expect((await closing('2026-08-20')).dossier.status).toBe('SUBMITTED');
    await expect(closing('2026-08-19')).rejects.toMatchObject({ code: 'agency.not-in-force' });
  });
});
