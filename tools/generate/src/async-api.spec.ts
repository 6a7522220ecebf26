import { Parser } from '@asyncapi/parser';
import { stringify } from 'yaml';
import { eventDefinitions } from '@motcua/contracts';
import { asyncApiDocument } from './async-api.js';
import { eventSchemas } from './event-schemas.js';
import { eventsPage } from './events-page.js';

describe('documents made from the contracts', () => {
  it('are a valid AsyncAPI 3.0 document with every event, and its examples fit their schemas', async () => {
    const schemas = await eventSchemas();
    const { document, diagnostics } = await new Parser().parse(
      stringify(asyncApiDocument(schemas), { aliasDuplicateObjects: false }),
    );
    expect(
      diagnostics.filter(({ severity }) => severity === 0).map(({ message, path }) => `${path.join('.')}: ${message}`),
    ).toEqual([]);
    const messages = document?.messages().all() ?? [];
    expect(new Set(messages.map((message) => message.name()))).toEqual(
      new Set(eventDefinitions().map(({ type }) => type)),
    );
  });

  it('are a page with a line for every event and every field', async () => {
    const page = eventsPage(await eventSchemas());
    for (const { type } of eventDefinitions()) expect(page).toContain(`### ${type}\n`);
    expect(page).toContain('| `dossier.dossierId` | uuid | Dossier |');
    expect(page).toContain('| `cases[].steps[].budget.unit` |');
  });
});
