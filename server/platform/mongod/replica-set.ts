// What a replica set of one needs to start and what it gives.

export const REPLICA_SET_NAME = 'voorkeur';

export interface ReplicaSetOptions {
  readonly mongodPath: string;
  /** The data folder; made if it is missing. */
  readonly dbPath: string;
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** The log file; the log of the start before is kept beside it as `.1`. */
  readonly logPath: string;
  /** Memory for WiredTiger's cache; 0.25 unless told. */
  readonly cacheGb?: number;
  /** Called once the process runs, long before it is ready. */
  readonly onSpawned?: () => void;
}

export interface ReplicaSet {
  readonly uri: string;
  readonly pid: number;
  /** Closes the database in an orderly way; resolves when the process has ended. */
  stop(): Promise<void>;
}

/** The address that reaches the mongod even before it is a replica set. */
export function directUri(port: number): string {
  return `mongodb://127.0.0.1:${port}/?directConnection=true`;
}
