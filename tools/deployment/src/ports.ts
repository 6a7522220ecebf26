import { createServer, type AddressInfo } from 'node:net';

/** A number of free ports on loopback, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** The first of a number of consecutive free ports on loopback. */
export async function freePortRange(size: number): Promise<number> {
  for (;;) {
    const [first] = (await freePorts(1)) as [number];
    if (first + size < 65_000 && (await allFree(first, size))) return first;
  }
}

async function allFree(first: number, size: number): Promise<boolean> {
  const tries = Array.from(
    { length: size },
    (_unused, index) =>
      new Promise<boolean>((resolve) => {
        const server = createServer().once('error', () => resolve(false));
        server.listen(first + index, '127.0.0.1', () => server.close(() => resolve(true)));
      }),
  );
  return (await Promise.all(tries)).every(Boolean);
}
