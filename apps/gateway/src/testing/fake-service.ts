import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A real HTTP server in place of a service: it records requests and answers as configured. */
export class FakeService {
  readonly seen: SeenRequest[] = [];
  /** How to answer; by default `200 {"by": <name>}` once the whole body has arrived. */
  answer: Answer;
  private server?: Server;
  private readonly sockets = new Set<Socket>();
  url = '';

  constructor(readonly name: string) {
    this.answer = this.echo();
  }

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      // An interrupted body gets no answer.
      void Promise.resolve(this.answer(request, response)).catch(() => response.destroy());
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  echo(status = 200, headers: Record<string, string> = {}, body?: string): Answer {
    return async (request, response) => {
      const seen = await this.remember(request);
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(body ?? JSON.stringify({ by: this.name, method: seen.method }));
    };
  }

  /** A refusal in the form of Motcua's services. */
  refusal(status: number, code: string): Answer {
    return this.echo(
      status,
      { 'content-type': 'application/problem+json; charset=utf-8' },
      JSON.stringify({ status, code }),
    );
  }

  /** Reads the whole request and closes the connection without an answer. */
  hangUp(): Answer {
    return async (request) => {
      await this.remember(request);
      request.socket.destroy();
    };
  }

  /** Reads the whole request and never answers. */
  silence(): Answer {
    return async (request) => void (await this.remember(request));
  }

  async remember(request: IncomingMessage): Promise<SeenRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.seen.push(seen);
    return seen;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => (this.server?.listening ? this.server.close(() => resolve()) : resolve()));
  }
}
