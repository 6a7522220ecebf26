/** The answers that clients saw, by status, and the unexpected ones, with the first of each kind. */
export class AnswerTally {
  readonly byStatus = new Map<string, number>();
  readonly strange: string[] = [];
  strangeCount = 0;
  cut = 0;
  refusedConnections = 0;
  /** Answers to changes that were sent again under their key. */
  repeated = 0;
  slowestMs = 0;

  answered(status: number, ms: number): void {
    this.byStatus.set(String(status), (this.byStatus.get(String(status)) ?? 0) + 1);
    this.slowestMs = Math.max(this.slowestMs, ms);
  }

  note(what: string): void {
    this.strangeCount += 1;
    if (this.strange.length < 20) this.strange.push(what);
  }

  get requests(): number {
    return [...this.byStatus.values()].reduce((sum, count) => sum + count, 0);
  }

  summary(): string {
    const statuses = [...this.byStatus].sort(([a], [b]) => (a < b ? -1 : 1)).map(([s, n]) => `${s}: ${n}`);
    return (
      `${this.requests} answers (${statuses.join(', ')}), ${this.cut} connections cut, ` +
      `${this.refusedConnections} refused, ${this.repeated} requests sent again, slowest answer ${Math.round(this.slowestMs)} ms`
    );
  }
}
