import { createServer } from 'node:net';
import { StartupError } from '@motcua/platform';

/** How many ports after the wanted one are looked at. */
const SPAN = 200;

/** Gives a free loopback port: the wanted one, else the next one that neither this process nor another has. */
export class PortChoice {
  private readonly given = new Set<number>();

  async free(wanted: number): Promise<number> {
    for (let port = wanted; port < wanted + SPAN && port < 65_536; port += 1) {
      if (!this.given.has(port) && (await isFree(port))) {
        this.given.add(port);
        return port;
      }
    }
    throw new StartupError(`No port from ${wanted} to ${wanted + SPAN - 1} is free; choose another one with --port.`);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
