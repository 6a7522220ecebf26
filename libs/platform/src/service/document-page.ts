/** How Swagger UI shows every document: ready to try, by name. */
export const PAGE_OPTIONS = {
  persistAuthorization: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  displayOperationId: true,
  docExpansion: 'none',
  filter: true,
  plugins: [filterByAnyWord],
};

interface Shown {
  get(name: string): unknown;
  getIn(path: string[]): unknown;
}
interface ShownTag {
  get(name: 'operations'): { size: number };
  update(
    name: 'operations',
    change: (operations: { filter(keep: (one: Shown) => boolean): unknown }) => unknown,
  ): ShownTag;
}
interface ShownTags {
  map(change: (tag: ShownTag, name: string) => ShownTag): { filter(keep: (tag: ShownTag) => boolean): unknown };
}

/**
 * Swagger UI's own filter knows tags only, in their own capitals. Sent to the browser as source text, so it cannot use
 * anything else of this file.
 */
function filterByAnyWord(): object {
  return {
    fn: {
      opsFilter: (tags: ShownTags, phrase: string) => {
        const wanted = phrase.toLowerCase();
        const has = (text: unknown): boolean => String(text).toLowerCase().includes(wanted);
        return tags
          .map((tag, name) =>
            has(name)
              ? tag
              : tag.update('operations', (operations) =>
                  operations.filter((one) =>
                    [
                      one.get('path'),
                      one.getIn(['operation', 'summary']),
                      one.getIn(['operation', 'operationId']),
                    ].some(has),
                  ),
                ),
          )
          .filter((tag) => tag.get('operations').size > 0);
      },
    },
  };
}
