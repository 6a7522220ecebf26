import type { IncomingMessage } from 'node:http';
import accepts from 'accepts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { ServiceLogger } from '../observability/service-logger.js';
import { takesStream } from './content-types.js';
import { sendProblem } from './problem.filter.js';

const FORMATS = ['application/json', 'application/problem+json'];
/** The parameters of a media range except its weight. */
const PARAMETER = /;(?!\s*q\s*=)[^;,]*/gi;
/** Routes with other answers, or for machines that accept any answer. */
const OTHERS = /^\/(docs|metrics|livez|readyz)\b/;

/**
 * Answers 406 to a client that accepts no JSON (RFC 9110 §15.5.7), before anything is done: a client that asks for CSV
 * would misread JSON.
 */
export function refuseFormats(app: NestFastifyApplication, logger: ServiceLogger): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  // After the hooks of `onRequest`, so that rate limits count these requests, too.
  fastify.addHook('preParsing', async (request, reply) => {
    const { accept } = request.headers;
    if (accept === undefined || accept.trim() === '*' || OTHERS.test(request.url)) return;
    // A client that names a charset, a version or a profile of JSON gets JSON.
    const client = accepts({ headers: { accept: accept.replace(PARAMETER, '') } } as IncomingMessage);
    // An import acknowledges line by line to a client that asks for lines.
    const formats = takesStream(request) ? [...FORMATS, 'application/x-ndjson'] : FORMATS;
    if (client.type(formats) !== false) return;
    sendProblem(Object.assign(new Error('no format is acceptable'), { statusCode: 406 }), request, reply, logger);
    return reply;
  });
}
