// The mongod that a person installed: named by MONGOMS_SYSTEM_BINARY, or on PATH.
import { access, constants } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import { readVersion } from './read-version.ts';
import type { Outcome, Way } from './way.ts';

/** The mongod at this very path, from MONGOMS_SYSTEM_BINARY. */
export function namedWay(path: string): Way {
  return {
    advice: 'set MONGOMS_SYSTEM_BINARY to the path of a mongod that runs here, or unset it',
    find: async () => (await tryBinary(resolve(path))) ?? { lacks: `${path} is not a program that runs` },
  };
}

/** The first mongod in the folders of PATH. */
export function installedWay(searchPath: string): Way {
  return {
    advice: 'install MongoDB 7.0 or later so that mongod is on PATH, or name it by MONGOMS_SYSTEM_BINARY',
    find: async () => {
      const name = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
      for (const folder of searchPath.split(delimiter).filter(Boolean)) {
        const found = await tryBinary(resolve(folder, name));
        if (found) return found;
      }
      return { lacks: 'there is none on PATH' };
    },
  };
}

async function tryBinary(path: string): Promise<Outcome | undefined> {
  const executable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  const version = executable ? await readVersion(path) : undefined;
  return version === undefined ? undefined : { mongod: { path, version } };
}
