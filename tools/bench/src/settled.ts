import { setTimeout as pause } from 'node:timers/promises';
import { PEOPLE, type Deployment } from '@motcua/deployment';

/** Waits until every service has published and applied all events. */
export async function settled(deployment: Deployment, withinMs = 600_000): Promise<void> {
  const token = await deployment.token(PEOPLE.operations);
  const ask = async <T>(url: string): Promise<T> => {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const open = async (service: string): Promise<number> => {
    const outbox = await ask<{ unpublished: number }>(`${service}/ops/events/outbox`);
    const positions = await ask<{ lag?: number }[]>(`${service}/ops/events/positions`);
    return outbox.unpublished + positions.reduce((sum, { lag }) => sum + (lag ?? 0), 0);
  };
  const deadline = Date.now() + withinMs;
  for (;;) {
    const counts = await Promise.all(deployment.services.map(open));
    if (counts.every((count) => count === 0)) return;
    if (Date.now() > deadline)
      throw new Error(`events are still on their way after ${withinMs} ms: ${counts.join(', ')}`);
    await pause(200);
  }
}
