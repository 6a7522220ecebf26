import { randomUUID } from 'node:crypto';
import { HttpClient } from './http-client.js';
import { STEPS, SUBMISSION, tokensOf } from './bench-world.js';
import type { Deployment } from '@motcua/deployment';

const submission = JSON.stringify(SUBMISSION);

/** Requests of one whole life: submit, accept, forward, three steps, resolve, deliver, read. */
export const REQUESTS_OF_A_LIFE = 6 + STEPS.length;

/** Submits dossiers and walks them through their lives over a gateway, as a portal and a counter do: with keys. */
export class Walk {
  private constructor(
    private readonly http: HttpClient,
    private readonly citizen: string,
    private readonly officer: string,
  ) {}

  static async through(deployment: Deployment, connections: number): Promise<Walk> {
    const { citizen, officer } = await tokensOf(deployment);
    return new Walk(new HttpClient(deployment.gateway, connections), citizen, officer);
  }

  async submit(): Promise<string> {
    const { id } = await this.http.send<{ id: string }>(
      'POST',
      '/api/v1/dossiers',
      this.citizen,
      201,
      submission,
      randomUUID(),
    );
    return id;
  }

  async wholeLife(): Promise<void> {
    const path = `/api/v1/dossiers/${await this.submit()}`;
    const act = (what: string, body: object = {}) =>
      this.http.send('POST', `${path}/${what}`, this.officer, 200, JSON.stringify(body), randomUUID());
    await act('acceptance');
    await act('forwarding');
    for (const stepCode of STEPS) await act('step-completions', { stepCode });
    await act('resolution', { outcome: 'APPROVED' });
    await act('delivery');
    const { status } = await this.http.send<{ status: string }>('GET', path, this.officer, 200);
    if (status !== 'DELIVERED') throw new Error(`${path} is ${status} at the end of its life`);
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
