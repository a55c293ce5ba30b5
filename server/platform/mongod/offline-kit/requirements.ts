// Says what this machine lacks for the offline kit.
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const PROGRAMS = ['apt-get', 'dpkg-deb', 'tar', 'flock', 'npm'];
const GLIBC_NEEDED = 2.35;

/** What lacks, each as a clause; empty if the kit can be set up. */
export async function whatLacks(
  searchPath: string,
  machine: Machine = thisMachine(),
): Promise<readonly string[]> {
  const lacking: string[] = [];
  if (machine.platform !== 'linux' || machine.arch !== 'x64') lacking.push('Linux on x64');
  if (!(Number(machine.glibc) >= GLIBC_NEEDED)) lacking.push(`glibc ${GLIBC_NEEDED} or later`);
  for (const program of PROGRAMS) {
    if (!(await isOnPath(program, searchPath))) lacking.push(program);
  }
  return lacking;
}

/** What counts about a machine; glibc is undefined where another C library is used. */
interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly glibc: string | undefined;
}

function thisMachine(): Machine {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return { platform: process.platform, arch: process.arch, glibc: report?.header?.glibcVersionRuntime };
}

async function isOnPath(program: string, searchPath: string): Promise<boolean> {
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
