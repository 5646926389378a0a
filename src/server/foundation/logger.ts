import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Structured logs, a JSON object a line, on standard output. Credentials never reach it: see `redact`. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: ['authorization', 'token', 'secret', '*.authorization', '*.token', '*.secret'],
      censor: '[hidden]',
    },
  });
}
