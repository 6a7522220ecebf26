import type { OpenApiDocument } from '@motcua/gateway';
import { resolved, type DocumentedRequest, type Schema } from './documented-request.js';

/** A body that must be refused, and the allowed refusals. */
export interface HostileBody {
  /** Its defect, for the report. */
  what: string;
  type: string;
  body: string;
  statuses: number[];
  /** The invalid field; the problem document must name it. */
  field?: string;
}

const FOREIGN = [
  'text/plain',
  'application/x-ndjson',
  'application/xml',
  'multipart/form-data; boundary=b',
  'text/csv',
];
/** A blank, a line, a no-break space, a zero-width character, a blank Braille pattern, a Hangul filler. */
const BLANKS = [' ', '\n', '\u00a0', '\u200b', '\u2800', '\u3164', ''];

/** Bodies of types that the operation does not accept: none may reach its handler. */
export function foreignBodies({ contentTypes }: DocumentedRequest): HostileBody[] {
  const takesJson = contentTypes.length === 0 || contentTypes.includes('application/json');
  const types = [...FOREIGN, ...(takesJson ? [] : ['application/json'])].filter((type) => !contentTypes.includes(type));
  return types.map((type) => ({ what: `a body of ${type}`, type, body: 'x', statuses: [415] }));
}

/** A body for an operation that takes none. */
export function untakenBodies({ contentTypes }: DocumentedRequest): HostileBody[] {
  if (contentTypes.length > 0) return [];
  const body = JSON.stringify({ nobodyKnows: 1 });
  return [{ what: 'a body', type: 'application/json', body, statuses: [400], field: 'nobodyKnows' }];
}

/** Bodies with far more values than the operation takes. */
export function wideBodies(request: DocumentedRequest, document: OpenApiDocument, names: number): HostileBody[] {
  const { example, schema } = request;
  if (!schema) return [];
  const json = (what: string, body: unknown): HostileBody => ({
    what,
    type: 'application/json',
    body: JSON.stringify(body),
    statuses: [400, 413],
  });
  const { properties = {} } = resolved(schema, document);
  const lists = Object.entries(properties).filter(([, property]) => resolved(property, document).type === 'array');
  const objects = Object.entries(properties).filter(([, property]) => resolved(property, document).properties);
  const unknown = Object.fromEntries(Array.from({ length: names }, (_, n) => [`name${n}`, 1]));
  return [
    json('one unknown name', { ...example, nobodyKnows: 1 }),
    json(`${names} unknown names`, { ...example, ...unknown }),
    json(
      'a list for the object',
      Array.from({ length: names }, () => ({})),
    ),
    ...lists.map(([name]) =>
      json(`${names} ${name}`, { ...example, [name]: Array.from({ length: names }, () => ({})) }),
    ),
    ...objects.map(([name]) => json(`${name} of ${names} objects`, { ...example, [name]: Array(names).fill({}) })),
    ...objects.map(([name]) => json(`${name} with ${names} names`, { ...example, [name]: unknown })),
  ];
}

/** The example with a blank in each place that requires a letter or digit. */
export function blankBodies(request: DocumentedRequest, document: OpenApiDocument, blanks: number): HostileBody[] {
  const { example, schema } = request;
  if (!schema || !example) return [];
  return textsOf(example, schema, document).flatMap(({ path, put }) =>
    BLANKS.slice(0, blanks).map((blank) => ({
      what: `${JSON.stringify(blank)} as ${path}`,
      type: 'application/json',
      body: JSON.stringify(put(blank)),
      statuses: [400],
      field: path,
    })),
  );
}

interface TextPlace {
  path: string;
  /** The example with another text in this place. */
  put(text: string): unknown;
}

function textsOf(value: unknown, schema: Schema, document: OpenApiDocument, path = ''): TextPlace[] {
  const { type, properties, items, minLength = 0, enum: values } = resolved(schema, document);
  if (typeof value === 'string') {
    return type === 'string' && minLength > 0 && !values ? [{ path, put: (text) => text }] : [];
  }
  if (Array.isArray(value)) {
    const [first, ...others] = value;
    if (first === undefined || !items) return [];
    const inItem = textsOf(first, items, document, typeof first === 'string' ? path : `${path}[0]`);
    return inItem.map((place) => ({ path: place.path, put: (text) => [place.put(text), ...others] }));
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) =>
    textsOf(member, properties?.[name] ?? {}, document, path === '' ? name : `${path}.${name}`).map((place) => ({
      path: place.path,
      put: (text) => ({ ...value, [name]: place.put(text) }),
    })),
  );
}
