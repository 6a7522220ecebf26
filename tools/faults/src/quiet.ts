import { until, type Client, type Deployment } from '@motcua/deployment';

export interface ServiceState {
  service: string;
  unpublished: number;
  /** Messages in its topics that it has not read yet. */
  lag: number;
  deadLetters: DeadLetter[];
}

export interface DeadLetter {
  id: string;
  aggregateId?: string;
  type?: string;
  reason: string;
  attempts: number;
  waiting: number;
}

interface Position {
  end?: number;
  lag?: number;
}

/** Calls the first instance of a service directly, as operations do: `/ops/*` is not reachable through the gateway. */
export async function askService<T>(
  deployment: Deployment,
  operations: Client,
  service: string,
  path: string,
  method: 'GET' | 'POST' = 'GET',
): Promise<T> {
  const index = deployment.programs.filter(({ name }) => name !== 'gateway').findIndex(({ name }) => name === service);
  const answer = await fetch(`${deployment.services[index]}/ops/events/${path}`, {
    method,
    headers: { authorization: `Bearer ${operations.token}` },
  });
  if (!answer.ok) throw new Error(`${service} answered ${answer.status} to /ops/events/${path}`);
  return (await answer.json()) as T;
}

/** Each service's report on its events. */
export async function askStates(deployment: Deployment, operations: Client): Promise<ServiceState[]> {
  const services = new Set(deployment.programs.map(({ name }) => name).filter((name) => name !== 'gateway'));
  return Promise.all(
    [...services].map(async (service) => {
      const ask = <T>(path: string) => askService<T>(deployment, operations, service, path);
      const positions = await ask<Position[]>('positions');
      return {
        service,
        unpublished: (await ask<{ unpublished: number }>('outbox')).unpublished,
        lag: positions.some(({ lag }) => lag === undefined)
          ? Number.POSITIVE_INFINITY
          : positions.reduce((sum, { lag = 0 }) => sum + lag, 0),
        deadLetters: await ask<DeadLetter[]>('dead-letters'),
      };
    }),
  );
}

/** Waits until all events are published and read by all consumers. */
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
