import { breakingChanges, type ContractLock } from './contract-lock.js';

const locked: ContractLock = {
  events: { 'dossier.accepted': { topic: 'dossier-events.v1', payload: 'DossierAccepted' } },
  operations: { dossier_acceptDossier: { method: 'POST', path: '/api/v1/dossiers/{id}/acceptance' } },
  schemas: {
    DossierAccepted: {
      type: 'object',
      properties: {
        code: { type: 'string', maxLength: 60, description: 'Code' },
        channel: { enum: ['DIRECT', 'ONLINE'] },
        steps: { type: 'array', items: { $ref: '#/components/schemas/Step' } },
      },
      required: ['code'],
    },
  },
};

function after(change: (lock: ContractLock & { schemas: any }) => void): string[] {
  const next = structuredClone(locked);
  change(next);
  return breakingChanges(locked, next);
}

describe('the contract lock', () => {
  it('accepts additions: a type, an operation, a schema, an optional property, other words', () => {
    expect(
      after((next) => {
        next.events['dossier.lost'] = { topic: 'dossier-events.v1', payload: 'DossierLost' };
        next.operations.dossier_loseDossier = { method: 'POST', path: '/x' };
        next.schemas.DossierLost = { type: 'object' };
        next.schemas.DossierAccepted.properties.note = { type: 'string' };
        next.schemas.DossierAccepted.properties.code.description = 'Mã hồ sơ';
      }),
    ).toEqual([]);
  });

  it.each<[string, (lock: ContractLock & { schemas: any }) => void]>([
    ['event dossier.accepted is gone', (next) => delete next.events['dossier.accepted']],
    ['event dossier.accepted moved', (next) => (next.events['dossier.accepted']!.topic = 'x.v2')],
    ['operation dossier_acceptDossier', (next) => delete next.operations.dossier_acceptDossier],
    ['operation dossier_acceptDossier moved', (next) => (next.operations.dossier_acceptDossier!.method = 'PUT')],
    ['schema DossierAccepted is gone', (next) => delete next.schemas.DossierAccepted],
    ['DossierAccepted.code is gone', (next) => delete next.schemas.DossierAccepted.properties.code],
    ['now hold channel', (next) => next.schemas.DossierAccepted.required.push('channel')],
    ['no longer hold code', (next) => (next.schemas.DossierAccepted.required = [])],
    ['values now hold POST', (next) => next.schemas.DossierAccepted.properties.channel.enum.push('POST')],
    ['values no longer hold ONLINE', (next) => (next.schemas.DossierAccepted.properties.channel.enum = ['DIRECT'])],
    ['maxLength was 60, is 10', (next) => (next.schemas.DossierAccepted.properties.code.maxLength = 10)],
    ['items]: $ref', (next) => (next.schemas.DossierAccepted.properties.steps.items.$ref = '#/x')],
  ])('refuses: %s', (said, change) => {
    const breaks = after(change);
    expect(breaks).toHaveLength(1);
    expect(breaks[0]).toContain(said);
  });
});
