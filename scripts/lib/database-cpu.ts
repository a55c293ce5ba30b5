/** How much CPU the throw-away database of this process has used; read from /proc, so only on Linux. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second, whatever its own tick is (proc(5)). */
const ticksPerS = 100;

/** Seconds of user and system time so far; 0 where nothing tells. */
export function databaseCpuS(): number {
  const ours = `throw-away-${process.pid}-`;
  return processes()
    .filter((pid) => /mongod/.test(read(pid, 'cmdline')) && read(pid, 'cmdline').includes(ours))
    .reduce((sum, pid) => sum + cpuS(read(pid, 'stat')), 0);
}

function cpuS(stat: string): number {
  // The name of the program stands in brackets and may hold spaces.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / ticksPerS;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function read(pid: string, file: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
