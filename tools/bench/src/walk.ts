import { randomUUID } from 'node:crypto';
import { HttpClient } from './http-client.js';
import { STEPS, SUBMISSION, tokensOf } from './bench-world.js';
import type { Deployment } from '@motcua/deployment';

const submission = JSON.stringify(SUBMISSION);

/** Requests of one whole life: submit, accept, forward, three steps, resolve, deliver, read. */
export const REQUESTS_OF_A_LIFE = 6 + STEPS.length;

/** Submits dossiers and processes them through a gateway, like a portal and a counter: with keys. */
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
    const id = await this.submit();
    await this.act(id, 'acceptance');
    await this.act(id, 'forwarding');
    for (const stepCode of STEPS) await this.act(id, 'step-completions', { stepCode });
    await this.act(id, 'resolution', { outcome: 'APPROVED' });
    await this.act(id, 'delivery');
    const { status } = await this.http.send<{ status: string }>('GET', `/api/v1/dossiers/${id}`, this.officer, 200);
    if (status !== 'DELIVERED') throw new Error(`dossier ${id} is ${status} at the end of its life`);
  }

  async act(id: string, what: string, body: object = {}): Promise<void> {
    const path = `/api/v1/dossiers/${id}/${what}`;
    await this.http.send('POST', path, this.officer, 200, JSON.stringify(body), randomUUID());
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
