// The end of a jest run: says in one counted line what was left out, and lets go of the servers that its workers shared.
// Jest loads reporters as they are, hence plain CommonJS; the folder is that of `currentRun()` in ../run/test-run.ts.
const { existsSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

module.exports = class RunReport {
  constructor(_globalConfig, options = {}) {
    this.folder = options.folder ?? join(tmpdir(), `motcua-test-run-${process.pid}-${startOf(process.pid)}`);
    this.write = options.write ?? ((line) => process.stderr.write(line));
  }

  onRunComplete() {
    const notes = join(this.folder, 'kafka-left-out.notes');
    if (existsSync(notes)) {
      const reasons = readFileSync(notes, 'utf8').trim().split('\n');
      const files = reasons.length === 1 ? '1 test file' : `${reasons.length} test files`;
      this.write(`Kafka: ${files} ran on the postgres broker only, because ${reasons[0]}\n`);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
};
