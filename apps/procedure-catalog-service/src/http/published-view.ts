import type { Versioned } from '../domain/versioned.js';

type PublishedView<Definition> = Definition & { id: string; version: number; publishedAt: string; publishedBy: string };

export function publishedView<Definition extends object>(published: Versioned<Definition>): PublishedView<Definition> {
  const { id, version, definition, publishedAt, publishedBy } = published;
  return { id, version, ...definition, publishedAt: publishedAt.toISOString(), publishedBy };
}
