/** Prints each check with its figures, and counts passed and failed ones. */
export class Checks {
  passed = 0;
  failed = 0;

  constructor(private readonly print: (line: string) => void) {}

  section(title: string): void {
    this.print(`\n## ${title}`);
  }

  note(text: string): void {
    this.print(`     ${text}`);
  }

  equal(what: string, actual: unknown, expected: unknown): void {
    const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)];
    this.holds(
      is === shouldBe ? `${what}: ${is?.replaceAll('"', '')}` : `${what}: ${is}, expected ${shouldBe}`,
      is === shouldBe,
    );
  }

  holds(what: string, holds: boolean): void {
    if (holds) this.passed += 1;
    else this.failed += 1;
    this.print(`${holds ? '  ok ' : 'WRONG'} ${what}`);
  }
}
