import { connect } from 'node:net';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Text } from '@motcua/contracts';
import { startDevelopmentIssuer, type DevelopmentIssuer } from '@motcua/development-issuer';
import { Public, Roles } from '../auth/caller.js';
import type { RunningService } from '../service/service-definition.js';
import { startService } from '../service/start-service.js';
import { ask, jsonBody, MINI_ENV, miniService } from '../testing/mini-service.js';

class SearchQuery {
  @Text({ description: 'Agency', optional: true }) agencyCode?: string;
  @Text({ description: 'State', optional: true }) status?: string;
}
class RefusalBody {
  @Text({ description: 'Why', optional: true }) reason?: string;
}

let done: unknown[] = [];
const doing = (what: unknown): object => {
  done.push(what);
  return {};
};

@Controller('dossiers')
@Roles('one-stop-officer')
class DossiersController {
  @Get()
  list(@Query() query: SearchQuery): object {
    return doing(query);
  }

  @Get('count')
  count(@Query('status') status: string | undefined): object {
    return doing(status);
  }

  @Get(':id')
  @Public()
  one(@Param('id') id: string): object {
    return doing(id);
  }

  @Public()
  @Get('by-state/list')
  published(@Query() query: SearchQuery): object {
    return doing(query);
  }

  @Post(':id/delivery')
  deliver(@Param('id') id: string): object {
    return doing(id);
  }

  @Delete(':id/note')
  remove(@Param('id') id: string): object {
    return doing(id);
  }

  @Post(':id/refusal')
  refuse(@Body() body: RefusalBody): object {
    return doing(body.reason);
  }
}

let issuer: DevelopmentIssuer;
let service: RunningService;
let token: Record<string, string>;
beforeAll(async () => {
  issuer = await startDevelopmentIssuer();
  const env = { ...MINI_ENV, OIDC_ISSUER: issuer.issuer };
  service = await startService(miniService({ controllers: [DossiersController] }), env);
  const officer = await issuer.token({ sub: 'officer-1', roles: ['one-stop-officer'] });
  token = { authorization: `Bearer ${officer}`, 'accept-language': 'en' };
});
afterAll(async () => {
  await service.stop();
  await issuer.stop();
});
beforeEach(() => (done = []));

const get = (path: string, headers = token) => ask(`${service.url}${path}`, { headers });
const post = (path: string, body: unknown) => ask(`${service.url}${path}`, jsonBody(body, token));

describe('A query parameter that an operation does not have', () => {
  it.each([
    ['/dossiers?statuss=RECEIVED', 'is not a parameter of this operation; its parameters are: agencyCode, status'],
    ['/dossiers/count?State=RECEIVED', 'is not a parameter of this operation; its parameters are: status'],
    ['/dossiers/1?verbose', 'is unknown: this operation has no parameters'],
  ])('is refused with its name and with those that there are: %s', async (path, message) => {
    const name = /\?(\w+)/.exec(path)![1];
    expect(await get(path)).toMatchObject({
      status: 400,
      json: { code: 'request.invalid', errors: [{ path: name, code: 'whitelistValidation', message }] },
    });
    expect(done).toEqual([]);
  });

  it('is refused with any method, and nothing is done', async () => {
    for (const answer of [
      await post('/dossiers/1/delivery?notify=true', {}),
      await post('/dossiers/1/refusal?reason=x', { reason: 'x' }),
      await ask(`${service.url}/dossiers/1/note?force=1`, { method: 'DELETE', headers: token }),
      await ask(`${service.url}/dossiers/1?x=1`, { method: 'HEAD', headers: token }),
    ]) {
      expect(answer.status).toBe(400);
    }
    expect(done).toEqual([]);
    expect((await get('/dossiers?status=RECEIVED')).status).toBe(200);
    expect((await get('/dossiers/count?status=RECEIVED')).status).toBe(200);
    expect(done).toEqual([{ status: 'RECEIVED' }, 'RECEIVED']);
  });

  it('is passed over where a cache or an advertisement has put it into a public link', async () => {
    const added = '_=17&utm_source=zalo&utm_medium=oa&fbclid=x1&zarsrc=30&gclid=y2';
    expect((await get(`/dossiers/1?${added}`, {})).status).toBe(200);
    expect((await get(`/dossiers/by-state/list?status=RECEIVED&${added}`, {})).status).toBe(200);
    expect(done).toEqual(['1', { status: 'RECEIVED' }]);
    expect((await get(`/dossiers/1?${added}&verbose=1`, {})).json.errors).toHaveLength(1);
    expect((await get(`/dossiers?${added}`)).json.errors).toHaveLength(6);
    expect((await post(`/dossiers/1/delivery?${added}`, {})).status).toBe(400);
  });

  it('is not told to whoever may not ask', async () => {
    expect((await get('/dossiers?statuss=RECEIVED', {})).status).toBe(401);
  });
});

describe('A body that an operation does not take', () => {
  it.each([
    ['{"reason":"x","note":"y"}', ['reason', 'note']],
    ['[]', []],
    ['"x"', []],
    ['0', []],
  ])('is refused with what was in it: %s', async (body, names) => {
    const answer = await post('/dossiers/1/delivery', body);
    expect(answer).toMatchObject({ status: 400, json: { code: 'request.body-not-taken' } });
    expect((answer.json.errors ?? []).map(({ path }: { path: string }) => path)).toEqual(names);
    const removal = await ask(`${service.url}/dossiers/1/note`, { ...jsonBody(body, token), method: 'DELETE' });
    expect(removal.status).toBe(400);
    expect(done).toEqual([]);
  });

  it('is none when it is empty, {} or null, as clients write where there is nothing to say', async () => {
    for (const body of ['', '{}', ' { } ', 'null']) expect((await post('/dossiers/1/delivery', body)).status).toBe(201);
    const bare = await ask(`${service.url}/dossiers/1/delivery`, { method: 'POST', headers: token });
    expect(bare.status).toBe(201);
    expect(done).toEqual(['1', '1', '1', '1', '1']);
  });

  it('is taken by the operation beside it, which declares one', async () => {
    expect((await post('/dossiers/1/refusal', { reason: 'x' })).status).toBe(201);
    expect(done).toEqual(['x']);
  });

  it('is refused with a reading, which reads none', async () => {
    const asked = await sendRaw('GET', '/dossiers/1', '{"status":"RECEIVED"}');
    expect(asked).toContain('HTTP/1.1 400');
    expect(asked).toContain('request.body-not-taken');
    expect(done).toEqual([]);
    expect(await sendRaw('GET', '/dossiers/1', '')).toContain('HTTP/1.1 200');
  });
});

/** `fetch` sends no body with a GET; curl and others do. */
async function sendRaw(method: string, path: string, body: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  const type = 'Content-Type: application/json\r\n';
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  socket.end(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${type}${length}\r\n${body}`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}
