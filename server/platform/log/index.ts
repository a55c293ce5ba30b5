/** The log: one JSON line an event, and never an address, a name or a token (SEC-10). */
import { destination, pino, type Logger } from 'pino';

export type Log = Logger;

/** A log that writes to standard output, or to a file, at the level asked for ('silent' writes nothing). */
export function openLog(level: string, file?: string): Log {
  const options = { level, base: null, serializers: { err: withoutPersonalData } };
  return file === undefined ? pino(options) : pino(options, destination({ dest: file, sync: true }));
}

/** What of an error may be logged: its class, code and where it was thrown; its message may hold an address. */
function withoutPersonalData(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const at = error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .map((line) => line.trim());
  return { type: error.name, code, at };
}
