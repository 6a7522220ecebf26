/** What a statement can run on: the pool, or one transaction. */
export interface Queries {
  query<T = unknown>(sql: string, parameters?: unknown[]): Promise<T>;
}

/** Numbered parameters, collected while a statement is put together. */
export class Parameters {
  readonly values: unknown[] = [];

  /** The placeholder of one more value. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
