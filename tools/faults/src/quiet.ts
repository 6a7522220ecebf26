import { until, type Client, type Deployment } from '@motcua/deployment';

export interface ServiceState {
  service: string;
  unpublished: number;
  /** Messages in its topics that it has not read yet. */
  lag: number;
  deadLetters: { id: string; reason: string }[];
}

interface Position {
  end?: number;
  lag?: number;
}

/** What each service says of its own events; of its instances one is asked. */
export async function askStates(deployment: Deployment, operations: Client): Promise<ServiceState[]> {
  const asked = new Map<string, string>();
  const services = deployment.programs.filter(({ name }) => name !== 'gateway');
  for (const [index, { name }] of services.entries()) asked.set(name, deployment.services[index] as string);
  return Promise.all(
    [...asked].map(async ([service, url]) => {
      const ask = async <T>(path: string): Promise<T> => {
        const answer = await fetch(`${url}/ops/events/${path}`, {
          headers: { authorization: `Bearer ${operations.token}` },
        });
        if (!answer.ok) throw new Error(`${service} answered ${answer.status} to /ops/events/${path}`);
        return (await answer.json()) as T;
      };
      const positions = await ask<Position[]>('positions');
      return {
        service,
        unpublished: (await ask<{ unpublished: number }>('outbox')).unpublished,
        lag: positions.some(({ lag }) => lag === undefined)
          ? Number.POSITIVE_INFINITY
          : positions.reduce((sum, { lag = 0 }) => sum + lag, 0),
        deadLetters: await ask<ServiceState['deadLetters']>('dead-letters'),
      };
    }),
  );
}

/** Waits until everything that was announced has been published and read by everybody. */
export async function untilQuiet(
  deployment: Deployment,
  operations: Client,
  withinMs: number,
): Promise<ServiceState[]> {
  return until(
    () => askStates(deployment, operations),
    (states) => states.every(({ unpublished, lag }) => unpublished === 0 && lag === 0),
    withinMs,
  );
}
