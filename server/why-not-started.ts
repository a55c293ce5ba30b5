/** One clear sentence for each way in which the start can fail. */
import { ConfigError } from './platform/config/index.ts';

/** Says why the program did not start, and what to do. */
export function whyNotStarted(error: unknown): string {
  if (error instanceof ConfigError) {
    return `Voorkeur did not start. These settings are missing or wrong:\n${indent(error.message)}`;
  }
  const { code, port, path, message, name } = error as Record<string, unknown>;
  if (code === 'EADDRINUSE') {
    return `Port ${String(port)} is in use. Stop what uses it, or choose another one: PORT=3001 npm start`;
  }
  if (code === 'EACCES' && port) return `Port ${String(port)} needs more rights. Choose one above 1023.`;
  if (['EACCES', 'EROFS', 'ENOSPC', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(String(code))) {
    return `The folder ${String(path ?? '')} cannot be written to (${String(code)}). Set DATA_DIR and JOURNAL_DIR to folders that this user may write.`;
  }
  if (
    name === 'MongoServerSelectionError' ||
    name === 'MongooseServerSelectionError' ||
    name === 'MongoNetworkError'
  ) {
    return 'MongoDB does not answer. Look whether MONGODB_URI is right and the database runs as a replica set.';
  }
  return `Voorkeur did not start: ${String(message ?? error)}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
