/** What a statement can run on: the pool, or one transaction. */
export interface Queries {
  query<T = unknown>(sql: string, parameters?: unknown[]): Promise<T>;
}
