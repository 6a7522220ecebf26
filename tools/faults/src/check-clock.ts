import type { FeedbackView, DossierView } from '@motcua/contracts';
import { Client, officerOf, PEOPLE, type Checks } from '@motcua/deployment';
import { FAULT_AGENCIES, FAULT_PROCEDURE } from './faults-world.js';
import type { SingleProcess } from './single-process.js';

const HOUR_MS = 3_600_000;
/** Far more than the gateway's limit per minute without a token; concurrent enough to end well within that minute. */
const MOST_ASKED = 1_000;
const AT_ONCE = 50;

/** Sets the clock of the single process back by an hour, and forward by two, while it runs. */
export async function checkClock(checks: Checks, single: SingleProcess): Promise<void> {
  checks.section('A clock that is set back and forward');
  const { deployment } = single;
  const agency = FAULT_AGENCIES[0];
  const [citizen, officer] = await Promise.all([
    Client.of(deployment, PEOPLE.citizen),
    Client.of(deployment, officerOf(agency)),
  ]);
  const dossier = await citizen.post<DossierView>('/dossiers', {
    procedureCode: FAULT_PROCEDURE,
    agencyCode: agency,
    subjectType: 'CITIZEN',
    applicant: { fullName: 'Nguyễn Văn An', identityNumber: '040090000001', phone: '0912345678' },
  });
  const feedback = await citizen.post<FeedbackView>('/feedback', {
    kind: 'BEHAVIOUR',
    title: 'Chậm trả kết quả hồ sơ',
    content: 'Tôi đã phải đi lại nhiều lần để bổ sung giấy tờ cho hồ sơ này.',
    filer: { fullName: 'Nguyễn Văn An', address: '12 Lê Lợi, phường Trường Vinh', phone: '0912345678' },
    agencyCode: agency,
  });
  const accept = async (path: string) => {
    const { status, body } = await officer.status('POST', `${path}/acceptance`, {});
    return `${status} ${(body as { code?: string }).code ?? ''}`;
  };
  const paths = [`/dossiers/${dossier.id}`, `/feedback/${feedback.id}`];

  await single.shiftClock(-HOUR_MS);
  checks.equal('a dossier and a feedback accepted an hour before they came', await Promise.all(paths.map(accept)), [
    '422 dossier.clock-behind',
    '422 feedback.clock-behind',
  ]);
  checks.equal('what the officer reads meanwhile', (await officer.status('GET', paths[0]!)).status, 200);
  await single.shiftClock(0);
  const accepted = await Promise.all(paths.map((path) => officer.status('POST', `${path}/acceptance`, {})));
  checks.equal(
    'the same when the clock is right',
    accepted.map(({ status }) => status),
    [200, 200],
  );

  const limited = async (): Promise<number> => {
    const answer = await fetch(`${deployment.gateway}/api/v1/procedures?limit=1`);
    await answer.arrayBuffer();
    return answer.status === 429 ? Number(answer.headers.get('retry-after')) : 0;
  };
  let wait = 0;
  for (let asked = 0; wait === 0 && asked < MOST_ASKED; asked += AT_ONCE) {
    wait = Math.max(...(await Promise.all(Array.from({ length: AT_ONCE }, limited))));
  }
  await single.shiftClock(-HOUR_MS);
  const back = await limited();
  await single.shiftClock(2 * HOUR_MS);
  const forward = await limited();
  await single.shiftClock(0);
  checks.holds(
    `a window that is used up says to wait ${wait} s; an hour back ${back} s, two hours ahead ${forward} s`,
    wait > 0 && wait <= 60 && back > 0 && back <= wait && forward > 0 && forward <= back,
  );
}
