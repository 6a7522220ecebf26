/** The service cannot start, and `message` says in a sentence why and what to do; nobody needs a stack to act on it. */
export class StartupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartupError';
  }
}
