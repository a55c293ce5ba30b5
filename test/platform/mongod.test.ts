/** The search for a mongod, what it says when there is none, and the offline kit's wrapper. No network. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { firstThatWorks, waysFor } from '../../server/platform/mongod/find-mongod.ts';
import { installedWay, namedWay } from '../../server/platform/mongod/find-installed.ts';
import {
  freePort,
  MongodNotFound,
  MongodNotStarted,
  startReplicaSet,
} from '../../server/platform/mongod/index.ts';
import { stoppedWhileStarting } from '../../server/platform/mongod/mongod-not-started.ts';
import { DEBIAN_PACKAGES, MONGO_FILES } from '../../server/platform/mongod/offline-kit/contents.ts';
import { withLock } from '../../server/platform/mongod/offline-kit/lock.ts';
import { whatLacks } from '../../server/platform/mongod/offline-kit/requirements.ts';
import { wrapperScript } from '../../server/platform/mongod/offline-kit/wrapper.ts';
import type { Way } from '../../server/platform/mongod/way.ts';

const silent = () => undefined;

describe('Finding a mongod', () => {
  let folder: string;
  let fake: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voorkeur-mongod-'));
    fake = join(folder, 'mongod');
    await writeFile(fake, '#!/bin/sh\necho "db version v7.0.99"\n');
    await chmod(fake, 0o755);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('takes the one that MONGOMS_SYSTEM_BINARY names, and asks it for its version', async () => {
    expect(await firstThatWorks(waysFor({ MONGOMS_SYSTEM_BINARY: fake }), silent)).to.deep.equal({
      path: fake,
      version: '7.0.99',
    });
  });

  it('does not look elsewhere when the one that is named does not run', async () => {
    const [error] = await thrownBy(firstThatWorks([namedWay('/nowhere/mongod')], silent));
    expect(error).to.be.instanceOf(MongodNotFound);
    expect(error!.message).to.include('/nowhere/mongod is not a program that runs');
    expect(waysFor({ MONGOMS_SYSTEM_BINARY: '/nowhere/mongod' })).to.have.length(1);
  });

  it('takes the first on PATH', async () => {
    const found = await installedWay(['/nowhere', folder].join(delimiter)).find(silent);
    expect(found).to.deep.equal({ mongod: { path: fake, version: '7.0.99' } });
  });

  it('tries the ways in their order and stops at the first that works', async () => {
    const tried: string[] = [];
    const way = (name: string, works: boolean): Way => ({
      advice: name,
      find: async () => {
        tried.push(name);
        return works ? { mongod: { path: `/${name}`, version: '7.0.0' } } : { lacks: 'nothing there' };
      },
    });
    const ways = [way('one', false), way('two', true), way('three', true)];
    expect((await firstThatWorks(ways, silent)).path).to.equal('/two');
    expect(tried).to.deep.equal(['one', 'two']);
  });

  it('lists every way out, with what it lacked, when there is none', async () => {
    const ways: Way[] = [
      { advice: 'install it', find: async () => ({ lacks: 'not on PATH' }) },
      { advice: 'download it', find: async () => ({ lacks: 'no internet' }) },
    ];
    const [error] = await thrownBy(firstThatWorks(ways, silent));
    expect(error!.message.split('\n')).to.deep.equal([
      'No MongoDB server was found. Any one of these ways helps:',
      '- set MONGODB_URI to a replica set that is running',
      '- install it (not on PATH)',
      '- download it (no internet)',
    ]);
  });

  it('advises to install, to let it download, or to use the offline kit', () => {
    const advice = waysFor({ PATH: '' }).map((way) => way.advice);
    expect(advice[0]).to.include('install MongoDB');
    expect(advice[1]).to.include('downloaded once');
    expect(advice[2]).to.include('Debian 12');
  });
});

describe('The offline kit', () => {
  const machine = { platform: 'linux', arch: 'x64', glibc: '2.36' };

  it('says which programs lack', async () => {
    expect(await whatLacks('/nowhere', machine)).to.deep.equal([
      'apt-get',
      'dpkg-deb',
      'tar',
      'flock',
      'npm',
    ]);
  });

  it('says that another system, or another C library, does not do', async () => {
    const lacking = await whatLacks('/nowhere', { platform: 'darwin', arch: 'arm64', glibc: undefined });
    expect(lacking).to.include.members(['Linux on x64', 'glibc 2.35 or later']);
    expect(await whatLacks('/nowhere', { ...machine, glibc: '2.31' })).to.include('glibc 2.35 or later');
  });

  it('names a SHA-256 for all that it fetches', () => {
    const hashes = [...DEBIAN_PACKAGES.map(({ sha256 }) => sha256), ...Object.values(MONGO_FILES)];
    expect(hashes.filter((hash) => !/^[0-9a-f]{64}$/.test(hash))).to.deep.equal([]);
  });

  it('has a wrapper that the shell can read, with a lock for each prefix', function () {
    if (process.platform === 'win32') this.skip();
    const script = wrapperScript({ ownRuntime: true });
    expect(spawnSync('sh', ['-n'], { input: script }).status).to.equal(0);
    expect(script).to.include('flock -n 9').and.to.include('9>&-');
    expect(script).to.include("WINEDLLOVERRIDES='msvcp140,vcruntime140,vcruntime140_1=n,b'");
    expect(wrapperScript({ ownRuntime: false })).to.include('vcruntime140_1=b');
  });

  it('lets only one process at a time set it up', async function () {
    if (process.platform !== 'linux') this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'voorkeur-lock-'));
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((done) => setTimeout(done, 50));
      order.push(`${name} ends`);
    };
    const lock = join(folder, 'lock');
    await Promise.all([withLock(lock, silent, work('a')), withLock(lock, silent, work('b'))]);
    expect(order.map((line) => line.slice(2))).to.deep.equal(['begins', 'ends', 'begins', 'ends']);
    await rm(folder, { recursive: true });
  });
});

describe('Starting a mongod', () => {
  const at = { dbPath: '/data', port: 27017, logPath: '/log' };

  it('finds a port that is free', async () => {
    expect(await freePort()).to.be.within(1024, 65535);
  });

  it('says in one sentence that the port is taken', async () => {
    const server = await listen();
    const { port } = server.address() as { port: number };
    const folder = await mkdtemp(join(tmpdir(), 'voorkeur-port-'));
    const [error] = await thrownBy(
      startReplicaSet({ mongodPath: '/nowhere', dbPath: folder, logPath: join(folder, 'log'), port }),
    );
    expect(error).to.be.instanceOf(MongodNotStarted);
    expect(error!.message).to.equal(
      `Port ${port} is taken by another program: stop it or choose another port.`,
    );
    server.close();
    await rm(folder, { recursive: true });
  });

  it('says in one sentence that the data folder cannot be written', async () => {
    const dbPath = join(process.execPath, 'data');
    const [error] = await thrownBy(startReplicaSet({ mongodPath: '/nowhere', ...at, dbPath }));
    expect(error!.message).to.equal(
      `The folder ${dbPath} cannot be written: give yourself access or choose another one.`,
    );
  });

  it('tells a folder in use, a busy port and another version by the exit code', () => {
    expect(stoppedWhileStarting(14, '', at).message).to.include('/data is in use by another mongod');
    expect(stoppedWhileStarting(48, '', at).message).to.include('Port 27017 is taken');
    expect(stoppedWhileStarting(62, '', at).message).to.include('another version of MongoDB');
  });

  it('points to the log for everything else', () => {
    expect(stoppedWhileStarting(1, '', at).message).to.equal(
      'MongoDB stopped while starting (exit code 1): its log is /log.',
    );
  });
});

async function thrownBy(work: Promise<unknown>): Promise<[Error | undefined]> {
  return work.then(
    () => [undefined],
    (error: Error) => [error],
  );
}

function listen(): Promise<Server> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => done(server));
  });
}
