import { retryPolicy } from './settings.js';

const pauses = (policy: ReturnType<typeof retryPolicy>) =>
  Array.from({ length: policy.attempts - 1 }, (_unused, index) => policy.backoffMs(index + 1));

describe('A failing event', () => {
  it('is tried six times within about 70 seconds unless the settings say otherwise', () => {
    expect(pauses(retryPolicy({}))).toEqual([200, 800, 3_200, 12_800, 51_200]);
  });

  it('is tried as often, and with waits as long, as the settings say', () => {
    expect(pauses(retryPolicy({ EVENT_RETRY_ATTEMPTS: 5, EVENT_RETRY_PAUSE_MS: 1_000 }))).toEqual([
      200, 800, 1_000, 1_000,
    ]);
  });
});
