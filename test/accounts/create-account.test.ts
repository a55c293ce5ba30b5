import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStaffApp, password } from './staff-app.ts';

describe('npm run create-account', function () {
  this.timeout(60_000); // it starts a process of its own
  let staff: Awaited<ReturnType<typeof openStaffApp>>;
  let dataDir: string;
  before(async () => {
    staff = await openStaffApp('http://localhost:3000');
    dataDir = await mkdtemp(join(tmpdir(), 'voorkeur-test-'));
  });
  after(async () => {
    await staff.db.drop();
    await rm(dataDir, { recursive: true });
  });

  const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const uri = new URL(process.env['MONGODB_TEST_URI']!);
      uri.pathname = `/${staff.db.connection.name}`;
      const child = execFile(
        process.execPath,
        ['--import', 'tsx', 'scripts/create-account.ts', ...args],
        { env: { PATH: process.env['PATH'], DATA_DIR: dataDir, MONGODB_URI: uri.toString(), ...env } },
        (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
      child.stdin!.end();
    });

  it('adds an account that can log in, and never shows the password', async () => {
    const args = ['--email', 'Mila@shop.test', '--name', 'Mila Vos', '--roles', 'marketer,counter'];
    const { code, out } = await run(args, { VOORKEUR_PASSWORD: password });
    expect(code).to.equal(0);
    expect(out).to.include('mila@shop.test').and.not.to.include(password);
    expect((await staff.logIn('mila@shop.test')).answer.status).to.equal(303);
  });

  it('says what is wrong, how it is written, and fails', async () => {
    const none = await run([], {});
    expect(none.code).to.equal(1);
    expect(none.err).to.include('Usage:').and.to.include('privacy-officer');
    const wrong = await run(['--email', 'x', '--name', 'X', '--roles', 'boss'], {
      VOORKEUR_PASSWORD: 'short',
    });
    expect(wrong.code).to.equal(1);
    for (const field of ['email:', 'roles:', 'password:']) expect(wrong.err).to.include(field);
  });
});
