import { Writable } from 'node:stream';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ServiceConfig } from '../config/service-config.js';
import type { DatabaseOptions } from '../database/open-data-source.js';
import { PlatformModule } from '../platform.module.js';
import type { ServiceDefinition } from '../service/service-definition.js';

interface MiniServiceParts {
  name?: string;
  controllers?: Type[];
  providers?: Type[];
  database?: DatabaseOptions;
  configure?: ServiceDefinition['configure'];
}

/** A minimal service with all features of the platform. */
export function miniService(parts: MiniServiceParts = {}): ServiceDefinition {
  const name = parts.name ?? 'mini-service';
  @Module({})
  class MiniModule {}
  return {
    name,
    config: ServiceConfig,
    module: (config): DynamicModule => ({
      module: MiniModule,
      imports: [PlatformModule.forRoot({ config, name, database: parts.database })],
      controllers: parts.controllers ?? [],
      providers: parts.providers ?? [],
    }),
    openapi: { title: name, description: `What ${name} does` },
    configure: parts.configure,
  };
}

export const MINI_ENV: Record<string, string> = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  BROKER_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  OIDC_ISSUER: 'http://127.0.0.1:1',
  OIDC_AUDIENCE: 'motcua',
  LOG_LEVEL: 'silent',
  SHUTDOWN_DRAIN_MS: '0',
};

/** Log lines as objects. */
export class LogLines extends Writable {
  readonly lines: Record<string, unknown>[] = [];
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    for (const line of chunk.toString().split('\n').filter(Boolean)) {
      this.lines.push(JSON.parse(line) as Record<string, unknown>);
    }
    done();
  }

  with(message: string): Record<string, unknown>[] {
    return this.lines.filter((line) => line['msg'] === message);
  }
}

/** Sends a request and reads the whole answer. */
export async function ask(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; text: string; json: any }> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, text, json: isJson && text ? JSON.parse(text) : undefined };
}

export function jsonBody(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
