import { createInterface } from 'node:readline';
import { FolderClaim } from '../folder-claim.js';

// A process that claims each given folder at a given instant, and reports the result.
const held = new Map<string, FolderClaim>();
for await (const line of createInterface({ input: process.stdin })) {
  const { folder, at, release } = JSON.parse(line) as { folder: string; at?: number; release?: boolean };
  if (release) {
    await held.get(folder)?.release();
    process.stdout.write('released\n');
    continue;
  }
  // Both wait for the same instant, so that they meet within microseconds.
  while (Date.now() < (at ?? 0));
  const outcome = await FolderClaim.take(folder, process.pid).then(
    (claim) => {
      held.set(folder, claim);
      return 'won';
    },
    (error: Error) => error.message,
  );
  process.stdout.write(`${outcome}\n`);
}
