/** `COMMENT ON` for tables and columns: `{ table: { '': about the table, column: about it } }`. */
export function commentsOf(tables: Record<string, Record<string, string>>): string {
  return Object.entries(tables)
    .flatMap(([table, texts]) =>
      Object.entries(texts).map(([column, text]) => {
        const target = column === '' ? `TABLE ${table}` : `COLUMN ${table}.${column}`;
        return `COMMENT ON ${target} IS '${text.replaceAll("'", "''")}';`;
      }),
    )
    .join('\n');
}
