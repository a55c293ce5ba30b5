import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Batch } from '../../server/delivery/batches/batches-store.ts';
import {
  openHandOverFolder,
  type HandOverFolder,
} from '../../server/delivery/hand-overs/hand-over-folder.ts';
import { isGone, thisProcess } from '../../server/delivery/hand-overs/this-process.ts';
import { newId } from '../../server/platform/ids/index.ts';
import type { SendResult } from '../../server/platform/mail/index.ts';

const accepted: SendResult = { kind: 'accepted', reply: '250 ok', server: 'mx' };

describe('The hand-over file', () => {
  let dir: string;
  let folder: HandOverFolder;
  let batch: Batch;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'voorkeur-hand-overs-'));
    folder = openHandOverFolder(join(dir, 'files'));
    batch = { mailing: newId(), number: 0, fence: 1, file: folder.newId() };
  });
  afterEach(() => rm(dir, { recursive: true }));
  const path = () => join(dir, 'files', `${batch.file}.jsonl`);
  const at = (place: number, window = 1) => ({ window, place });
  const known = (...places: number[]) => {
    const tell = folder.sealAndRead(batch.file);
    return places.map((place) => tell(at(place)));
  };
  /** Changes who wrote the file. */
  const asOf = async (owner: Partial<typeof thisProcess>) => {
    const [, header, ...lines] = (await readFile(path(), 'utf8')).split('\n');
    const changed = { ...(JSON.parse(header!) as object), ...owner };
    await writeFile(path(), ['', JSON.stringify(changed), ...lines].join('\n'));
  };

  it('DEL-2 tells what became of a mail, which is in doubt, and which never began', () => {
    const file = folder.open(batch);
    expect([1, 2].map((place) => file.begin(at(place)))).to.deep.equal([true, true]);
    file.end(at(1), accepted);
    expect(known(1, 2, 3)).to.deep.equal([accepted, 'unknown', 'not begun']);
    expect(known(1, 2, 3), 'read again by the next who takes it over')
      .to.have.length(3)
      .and.include('not begun');
    expect(folder.sealAndRead(batch.file)(at(1, 2)), 'in another window').to.equal('not begun');
  });

  it('DEL-3 a worker whose file is sealed begins nothing more, and neither does one whose file is gone', () => {
    const file = folder.open(batch);
    expect(file.begin(at(1))).to.equal(true);
    folder.sealAndRead(batch.file);
    expect(file.begin(at(2))).to.equal(false);
    folder.remove(batch.file);
    expect(file.begin(at(3))).to.equal(false);
    file.close();
    expect(file.begin(at(4)), 'after its end').to.equal(false);
  });

  it('DEL-2 a line that is torn says nothing, and spoils no other', async () => {
    const file = folder.open(batch);
    file.begin(at(1));
    await appendFile(path(), '\n{"window":1,"pl');
    file.begin(at(2));
    file.end(at(2), accepted);
    await appendFile(path(), '\n{"window":1,"place":1,"result":{"kind":"acc');
    expect(known(1, 2, 3)).to.deep.equal(['unknown', accepted, 'not begun']);
  });

  it('DEL-2 a file that is not here, or has no header, leaves everything in doubt', async () => {
    expect(known(1)).to.deep.equal(['unknown']);
    folder.open(batch);
    await writeFile(path(), '\n{"boot":"');
    expect(known(1)).to.deep.equal(['unknown']);
    expect(folder.sealAndRead('../secrets')(at(1))).to.equal('unknown');
  });

  it('DEL-2 after another start of the machine only what the file says counts, not what it lacks', async () => {
    const file = folder.open(batch);
    file.begin(at(1));
    file.end(at(1), accepted);
    file.begin(at(2));
    await asOf({ boot: 'another' });
    expect(known(1, 2, 3)).to.deep.equal([accepted, 'unknown', 'unknown']);
  });

  it('SEC-10 holds no address, though replies repeat them', async () => {
    const file = folder.open(batch);
    const reply = '550 5.1.1 <anna@example.org>: no such user anna@example.org';
    file.end(at(1), { kind: 'refused', permanent: true, code: '5.1.1', reply, server: 'mx' });
    expect(await readFile(path(), 'utf8')).not.to.match(/@|anna/);
    expect(known(1)[0]).to.deep.include({ reply: '550 5.1.1 <…>: no such user …' });
  });

  it('goes when all that it says is in the database', async () => {
    const file = folder.open(batch);
    file.begin(at(1));
    file.remove();
    expect(await readdir(join(dir, 'files'))).to.be.empty;
  });

  it('DEL-2 knows a process that is certainly gone, and doubts all others', async () => {
    const gone = spawn('true');
    await once(gone, 'exit');
    const other = { ...thisProcess, process: 'other' };
    expect(isGone({ ...other, pid: gone.pid! })).to.equal(true);
    expect(isGone(other), 'its pid is ours now').to.equal(true);
    expect(isGone(thisProcess)).to.equal(false);
    expect(isGone({ ...other, pid: process.ppid })).to.equal(false);
    expect(isGone({ ...other, pid: gone.pid!, boot: 'another' }), 'of another machine').to.equal(false);
    expect(isGone({ ...other, pid: gone.pid!, pids: 'another' }), 'of another container').to.equal(false);
    folder.open(batch).close();
    expect(folder.left()).to.be.empty;
    await asOf({ pid: gone.pid!, process: 'other' });
    expect(folder.left()).to.deep.equal([batch.file]);
  });
});
