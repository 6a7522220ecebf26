import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  path: string;
  authorization?: string;
}

/** The catalog and the dossier service as this service sees them over HTTP: a fake that answers what it was told. */
export interface Neighbours {
  url: string;
  asked: Asked[];
  /** `answers.set('/dossiers/<id>', (authorization) => body or undefined for 404)` */
  answers: Map<string, (authorization: string | undefined) => unknown>;
  /** Answers 500 to everything. */
  broken: boolean;
  stop(): Promise<void>;
}

export async function startNeighbours(): Promise<Neighbours> {
  const asked: Asked[] = [];
  const answers: Neighbours['answers'] = new Map();
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    const authorization = request.headers.authorization;
    asked.push({ path, authorization });
    const body = neighbours.broken ? undefined : answers.get(path)?.(authorization);
    const status = neighbours.broken ? 500 : body === undefined ? 404 : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { code: 'none' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const neighbours: Neighbours = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
    broken: false,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return neighbours;
}
