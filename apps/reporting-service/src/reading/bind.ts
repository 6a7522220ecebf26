/** SQL with named parameters (`:from`) as PostgreSQL takes it (`$1`), and the values in their order. */
export function bind(sql: string, values: Record<string, unknown>): [sql: string, parameters: unknown[]] {
  const used: string[] = [];
  const text = sql.replace(/(?<!:):([a-z_]+)\b/g, (_, name: string) => {
    if (!(name in values)) throw new Error(`SQL names :${name}, which has no value`);
    if (!used.includes(name)) used.push(name);
    return `$${used.indexOf(name) + 1}`;
  });
  return [text, used.map((name) => values[name])];
}
