/** Where the client tells what happens to it; `console` fits. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Only what needs somebody's attention. */
export const consoleLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (message) => console.warn(`signalbox: ${message}`),
  error: (message) => console.error(`signalbox: ${message}`),
};
