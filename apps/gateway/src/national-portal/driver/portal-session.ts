import { neverSent } from '@motcua/platform';
import { Agent, request, type Dispatcher } from 'undici';
import { PortalSilent, type Until } from '../application/ports.js';
import { PATHS, SESSION_OVER } from './assumed-shapes.js';

/** The portal's address and credentials. */
export interface PortalAccess {
  url: string;
  user: string;
  password: string;
  /** Header `dstcode`: the target system on the exchange platform. */
  dstcode: string;
  /** `madonvi`: the province. */
  unitCode: string;
  timeoutMs: number;
}

export interface SessionAnswer {
  error_code: string;
  message?: string;
  result?: unknown;
}

/** Called after every call, for metrics. */
export type CallObserver = (service: string, outcome: string, seconds: number) => void;

const LONGEST_LOGIN_MS = 10_000;
const LARGEST_ANSWER = 16_777_216;

/** Calls the portal's services in a session that is opened on demand and reopened after its end. */
export class PortalSession {
  private readonly agent: Agent;
  private session?: Promise<string>;

  constructor(
    private readonly access: PortalAccess,
    private readonly observe: CallObserver,
  ) {
    this.agent = new Agent({ connect: { timeout: Math.min(access.timeoutMs, 5_000) }, connections: 16, pipelining: 1 });
  }

  /**
   * The portal's answer, of any kind; a call in an expired session is repeated in a new one.
   * @throws PortalSilent without an answer
   */
  async call(service: string, parameters: object, until: Until = Infinity): Promise<SessionAnswer> {
    for (let begun = 0; ; begun += 1) {
      const opening = (this.session ??= this.logIn(until));
      let session: string;
      try {
        session = await opening;
      } catch (error) {
        if (this.session === opening) this.session = undefined;
        throw error;
      }
      const body = { session, madonvi: this.access.unitCode, service, ...parameters };
      const answer = await this.post(service, PATHS.service, body, until).catch((error: unknown) => {
        // Opening a new session shows whether the portal is available at all, before more is sent.
        if (error instanceof PortalSilent && error.failure.code === 'portal.no-answer' && this.session === opening) {
          this.session = undefined;
        }
        throw error;
      });
      if (!SESSION_OVER.includes(answer.error_code)) return answer;
      // Another call may have opened a new one meanwhile.
      if (this.session === opening) this.session = undefined;
      if (begun > 0) throw silent('portal.session', 'the portal ends every session at once', true);
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async logIn(until: Until): Promise<string> {
    const { user, password } = this.access;
    // Only opens a session: in any case nothing of a dossier was sent.
    const answer = await this.post(
      'login',
      PATHS.login,
      { username: user, password },
      Math.min(until, performance.now() + LONGEST_LOGIN_MS),
    ).catch((error: unknown) => {
      throw error instanceof PortalSilent ? new PortalSilent(error.failure, false) : error;
    });
    const session = (answer as { session?: unknown }).session;
    if (!isSuccess(answer) || typeof session !== 'string' || session === '') {
      throw silent('portal.login-refused', 'the portal does not accept NATIONAL_PORTAL_USER and its password', false);
    }
    return session;
  }

  private async post(service: string, path: string, body: object, until: Until): Promise<SessionAnswer> {
    const timeoutMs = Math.min(this.access.timeoutMs, until - performance.now());
    if (timeoutMs < 50) throw silent('send.no-time', 'the lease ended before the call was made', false);
    const begun = performance.now();
    let outcome = 'no answer';
    try {
      const { statusCode, text } = await this.exchange(path, body, timeoutMs);
      outcome = `HTTP ${statusCode}`;
      if (statusCode !== 200) throw silent(`portal.http-${statusCode}`, `the portal answered HTTP ${statusCode}`, true);
      const answer = JSON.parse(text) as SessionAnswer;
      if (typeof answer !== 'object' || answer === null || typeof answer.error_code !== 'string') {
        throw silent('portal.unreadable', 'the portal’s answer has no error_code', true);
      }
      outcome = answer.error_code;
      return answer;
    } catch (error) {
      if (error instanceof PortalSilent) throw error;
      if (error instanceof SyntaxError) throw silent('portal.unreadable', 'the portal’s answer is not JSON', true);
      // A DOMException, for example of a time-out, has a number as its code.
      const { name, code: given } = error as { name: string; code?: unknown };
      const code = typeof given === 'string' ? given : name;
      throw silent(
        neverSent(code) ? 'portal.unreachable' : 'portal.no-answer',
        `the portal did not answer (${code})`,
        !neverSent(code),
      );
    } finally {
      this.observe(service, outcome, (performance.now() - begun) / 1_000);
    }
  }

  private async exchange(path: string, body: object, timeoutMs: number): Promise<{ statusCode: number; text: string }> {
    const answer: Dispatcher.ResponseData = await request(`${this.access.url.replace(/\/$/, '')}/${path}`, {
      method: 'POST',
      dispatcher: this.agent,
      headers: { 'content-type': 'application/json', charset: 'utf-8', dstcode: this.access.dstcode },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
    });
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of answer.body as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > LARGEST_ANSWER) throw silent('portal.unreadable', 'the portal’s answer is too large', true);
      parts.push(part);
    }
    return { statusCode: answer.statusCode, text: Buffer.concat(parts).toString('utf8') };
  }
}

export function isSuccess({ error_code: code }: SessionAnswer): boolean {
  return code === '0' || code === '00';
}

function silent(code: string, message: string, reached: boolean): PortalSilent {
  return new PortalSilent({ class: 'RETRY', code, message }, reached);
}
