import type { FastifyReply } from 'fastify';

/** The client disconnected before its answer was complete. */
export class ClientGone extends Error {}

/** Fires, with a `ClientGone`, when the client of `reply` disconnects before its answer is complete. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new ClientGone('the client has gone'));
  });
  return gone.signal;
}
