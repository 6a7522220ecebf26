// The end of a jest run: reports skipped parts in one counted line, and stops the servers that its workers shared. Jest
// loads reporters untransformed, hence plain CommonJS; the folder is that of `currentRun()` in ../run/test-run.ts.
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
    this.say('kafka-left-out', (files, reason) => `Kafka: ${files} ran on the postgres broker only, because ${reason}`);
    this.say('proxy-left-out', (files, reason) => `Caddy: ${files} left it out, because ${reason}`);
    rmSync(this.folder, { recursive: true, force: true });
  }

  say(kind, sentence) {
    const notes = join(this.folder, `${kind}.notes`);
    if (!existsSync(notes)) return;
    const reasons = readFileSync(notes, 'utf8').trim().split('\n');
    const files = reasons.length === 1 ? '1 test file' : `${reasons.length} test files`;
    this.write(`${sentence(files, reasons[0])}\n`);
  }
};
