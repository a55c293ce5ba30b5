// The one database of a run: a throw-away one, or the one that MONGODB_TEST_URI names.
import { startThrowAwayReplicaSet } from '../../server/platform/mongod/index.ts';

interface TestDatabase {
  /** Without the name of a database: each test file has its own. */
  readonly uri: Promise<string>;
  /** Stops what was started and removes its folder; never fails. */
  close(): Promise<void>;
}

/** Starts the database at once; who needs it waits for its uri. */
export function openTestDatabase(given: string | undefined): TestDatabase {
  if (given) return { uri: Promise.resolve(given), close: () => Promise.resolve() };
  const starting = startThrowAwayReplicaSet((line) => console.log(line));
  const close = async () => {
    const replicaSet = await starting.catch(() => undefined);
    await replicaSet?.stop();
  };
  let closing: Promise<void> | undefined;
  return {
    uri: starting.then(({ uri }) => uri),
    close: () => (closing ??= close().catch((error: unknown) => console.error(error))),
  };
}
