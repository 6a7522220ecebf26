import { parseArgs } from 'node:util';
import { startNationalPortalSimulator } from './start-national-portal-simulator.js';

/** `node dist/main.js --port 4000 --data folder --seed 7`: a national portal that runs until it is stopped. */
const { values } = parseArgs({
  options: { port: { type: 'string' }, data: { type: 'string' }, seed: { type: 'string' } },
});
const simulator = await startNationalPortalSimulator({
  port: values.port === undefined ? undefined : Number(values.port),
  dataDir: values.data,
  seed: values.seed === undefined ? undefined : Number(values.seed),
});
process.stdout.write(`The national portal's simulator listens at ${simulator.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
}
