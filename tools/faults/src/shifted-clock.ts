import { readFileSync, writeFileSync } from 'node:fs';

// Preloaded before a program: shifts its time of day by the amount in the file, at each SIGUSR2. It has the effect of a
// changed machine clock on a Node program, without changing the shared clock.
const RealDate = Date;
let shiftMs = 0;

class ShiftedDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(RealDate.now() + shiftMs);
    else super(...(given as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
process.on('SIGUSR2', () => {
  const file = process.env['SHIFTED_CLOCK_FILE'] ?? '';
  shiftMs = Number(readFileSync(file, 'utf8'));
  writeFileSync(`${file}.seen`, String(shiftMs));
});
