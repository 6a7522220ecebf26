/** An invalid calendar definition; `problems` lists all errors, each with its path. */
export class CalendarDefinitionError extends Error {
  override readonly name = 'CalendarDefinitionError';

  constructor(
    calendar: { id: string; version: number },
    readonly problems: readonly { path: string; message: string }[],
  ) {
    super(
      `calendar ${calendar.id} version ${calendar.version}: ${problems.map((p) => `${p.path} ${p.message}`).join('; ')}`,
    );
  }
}
