import type { LocalKeycloak } from './local-keycloak.js';

/** Administration of the realm over Keycloak's admin REST API. */
export class RealmAdmin {
  constructor(private readonly keycloak: LocalKeycloak) {}

  async addUser(user: {
    username: string;
    password: string;
    role: string;
    attributes: Record<string, string[]>;
  }): Promise<void> {
    const { username, password, role, attributes } = user;
    await this.send('POST', '/users', {
      username,
      enabled: true,
      firstName: 'Thử',
      lastName: 'Nghiệm',
      email: `${username}@example.vn`,
      emailVerified: true,
      attributes,
      credentials: [{ type: 'password', value: password, temporary: false }],
    });
    const [found] = (await this.send('GET', `/users?exact=true&username=${username}`)) as { id: string }[];
    const realmRole = await this.send('GET', `/roles/${role}`);
    await this.send('POST', `/users/${found!.id}/role-mappings/realm`, [realmRole]);
  }

  /** Signs with a new RSA key from now on; the earlier ones stay published. */
  async rotateKeys(): Promise<void> {
    const { id } = (await this.send('GET', '')) as { id: string };
    await this.send('POST', '/components', {
      name: 'rotated',
      parentId: id,
      providerId: 'rsa-generated',
      providerType: 'org.keycloak.keys.KeyProvider',
      config: { priority: ['1000'], enabled: ['true'], active: ['true'], algorithm: ['RS256'] },
    });
  }

  async setTokenLifespan(seconds: number): Promise<void> {
    await this.send('PUT', '', { accessTokenLifespan: seconds });
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.keycloak.url}/admin/realms/motcua${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.token()}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Keycloak answered ${method} ${path} with ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** A token of the realm `master`, which our services must refuse. */
  async token(): Promise<string> {
    const { username, password } = this.keycloak.admin;
    const answer = await fetch(`${this.keycloak.url}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }
}
