/** Which start of which machine this is, and which process on it: what a file written here may be trusted for. */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** Who wrote a file. */
export interface Owner {
  /** Random at each start of the machine: what was written before may have been lost with its memory. */
  readonly boot: string;
  /** The processes among which `pid` means something: a container has its own. */
  readonly pids: string;
  readonly pid: number;
  /** Random at each start of the process: pids come round again. */
  readonly process: string;
}

/** This process. Where the system does not tell its start (outside Linux) every process counts as one of its own. */
export const thisProcess: Owner = {
  boot: readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  pids: readOr(() => readlinkSync('/proc/self/ns/pid')),
  pid: process.pid,
  process: randomUUID(),
};

/** Whether the process is certainly gone; false wherever that cannot be known from here. */
export function isGone({ boot, pids, pid, process: started }: Owner): boolean {
  if (boot !== thisProcess.boot || pids !== thisProcess.pids || started === thisProcess.process) return false;
  return pid === thisProcess.pid || !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function readOr(read: () => string): string {
  try {
    return read();
  } catch {
    return randomUUID();
  }
}
