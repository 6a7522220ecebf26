/** The service cannot start; `message` says why and what to do, so no stack is printed. */
export class StartupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartupError';
  }
}
