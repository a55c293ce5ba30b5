// The error that says in one sentence why a mongod did not start.

/** A mongod was found and did not start; the message says what to do. */
export class MongodNotStarted extends Error {
  override readonly name = 'MongodNotStarted';
  /** True if another process holds the port or the folder, and may let go of it. */
  readonly taken: boolean;

  constructor(message: string, { taken = false } = {}) {
    super(message);
    this.taken = taken;
  }
}

/** True if another process holds what was needed. */
export function isTaken(error: unknown): boolean {
  return error instanceof MongodNotStarted && error.taken;
}

/** Another program answers on the port. */
export function portTaken(port: number): MongodNotStarted {
  return new MongodNotStarted(`Port ${port} is taken by another program: stop it or choose another port.`, {
    taken: true,
  });
}

/** The data folder cannot be made or written. */
export function folderUnwritable(folder: string): MongodNotStarted {
  return new MongodNotStarted(
    `The folder ${folder} cannot be written: give yourself access or choose another one.`,
  );
}

/** Words the end of a mongod that stopped while it was starting, from its exit code and its log. */
export function stoppedWhileStarting(
  exitCode: number | null,
  log: string,
  at: { dbPath: string; port: number; logPath: string },
): MongodNotStarted {
  if (exitCode === 48 || /Address already in use/i.test(log)) return portTaken(at.port);
  if (exitCode === 14 || /DBPathInUse|Unable to lock the lock file/i.test(log)) {
    const message = `The data folder ${at.dbPath} is in use by another mongod: stop that first.`;
    return new MongodNotStarted(message, { taken: true });
  }
  if (exitCode === 62 || /IncompatibleServerVersion|featureCompatibilityVersion document/i.test(log)) {
    return new MongodNotStarted(
      `The data in ${at.dbPath} was made by another version of MongoDB: use that version or another folder.`,
    );
  }
  return new MongodNotStarted(
    `MongoDB stopped while starting (exit code ${exitCode ?? 'none'}): its log is ${at.logPath}.`,
  );
}
