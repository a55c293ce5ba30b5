/** The rooms of server/README.md, enforced: who may lean on whom, by which door, and what only some files know. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../server/platform/paths/index.ts';

/** From the roof down: a room imports only rooms below it. */
const rooms = [
  'overview',
  'privacy',
  'people',
  'preferences',
  'inbound',
  'imports',
  'campaigns',
  'delivery',
  'groups',
  'interests',
  'consent',
  'subscribers',
  'links',
  'accounts',
  'settings',
  'platform',
];
/** Above the rooms: the start, and what only development has. */
const roof = [
  ...['main.ts', 'program.ts', 'app.ts', 'rooms.ts', 'hang-pages.ts', 'schedule-jobs.ts', 'navigation.ts'],
  ...['why-not-started.ts', 'development'],
];

interface Import {
  readonly from: string;
  readonly to: string;
}

const server = join(projectRoot, 'server');
const files = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(server, name));
const inServer = (file: string) => relative(server, file);
const source = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const specifiers = (file: string) =>
  [
    ...source.get(file)!.matchAll(/^\s*(?:import|export)\b[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'/gm),
  ].map((match) => (match[1] ?? match[2])!);
const imports: readonly Import[] = files.flatMap((file) =>
  specifiers(file)
    .filter((to) => to.startsWith('.'))
    .map((to) => ({ from: inServer(file), to: inServer(join(dirname(file), to)) })),
);
const roomOf = (file: string) => file.split('/')[0]!;
/** A room, or a drawer of the platform: what has a door. */
const placeOf = (file: string) =>
  file
    .split('/')
    .slice(0, roomOf(file) === 'platform' ? 2 : 1)
    .join('/');
const shown = ({ from, to }: Import) => `${from} → ${to}`;

describe('The house', () => {
  it('has no folder or file beside the rooms', () => {
    const known = [...rooms, ...roof, 'README.md'];
    expect(readdirSync(server).filter((name) => !known.includes(name))).to.deep.equal([]);
  });

  it('lets a room import only rooms below it', () => {
    const upwards = imports.filter(({ from, to }) => {
      const [above, below] = [rooms.indexOf(roomOf(from)), rooms.indexOf(roomOf(to))];
      return !roof.includes(roomOf(from)) && below < above;
    });
    expect(upwards.map(shown)).to.deep.equal([]);
  });

  it('opens a room, and a drawer of the platform, only by its index.ts', () => {
    const byTheWindow = imports.filter(
      ({ from, to }) =>
        placeOf(from) !== placeOf(to) && !roof.includes(placeOf(to)) && to !== `${placeOf(to)}/index.ts`,
    );
    expect(byTheWindow.map(shown)).to.deep.equal([]);
  });

  it('has no import that makes a circle', () => {
    const next = groupByFrom(imports);
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const { to } of next.get(file) ?? []) walk(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(inServer(file), []);
    expect(circles).to.deep.equal([]);
  });

  it('knows Mongoose only in stores, and MongoDB in platform/db and platform/mongod', () => {
    const allowed = (file: string) => file.endsWith('-store.ts') || /^platform\/(?:db|mongod)\//.test(file);
    expect(usersOf(/^(?:mongoose|mongodb)$/).filter((file) => !allowed(file))).to.deep.equal([]);
  });

  it('knows nodemailer only in platform/mail', () => {
    expect(usersOf(/^nodemailer/).filter((file) => !file.startsWith('platform/mail/'))).to.deep.equal([]);
  });

  it('asks the time only of the clock', () => {
    const asks = /\bDate\.now\(\)|new Date\(\)/;
    const allowed = ['platform/clock/', 'platform/journal/', 'platform/mongod/', 'development/'];
    const own = files.filter((file) => asks.test(source.get(file)!)).map(inServer);
    expect(own.filter((file) => !allowed.some((place) => file.startsWith(place)))).to.deep.equal([]);
  });

  it('opens every file with a sentence that says what it is for', () => {
    const silent = files.filter((file) => !/^(?:\/\*\*|\/\/) ?\S*/.test(source.get(file)!));
    expect(silent.map(inServer)).to.deep.equal([]);
  });

  it('has a door and a README in every room', () => {
    const built = rooms.filter(
      (room) => room !== 'platform' && files.some((file) => roomOf(inServer(file)) === room),
    );
    const lacking = built.flatMap((room) =>
      ['index.ts', 'README.md']
        .filter((name) => !readdirSync(join(server, room)).includes(name))
        .map((n) => `${room}/${n}`),
    );
    expect(lacking).to.deep.equal([]);
  });
});

function usersOf(name: RegExp): string[] {
  return files.filter((file) => specifiers(file).some((to) => name.test(to))).map(inServer);
}

function groupByFrom(all: readonly Import[]): Map<string, Import[]> {
  const groups = new Map<string, Import[]>();
  for (const one of all) groups.set(one.from, [...(groups.get(one.from) ?? []), one]);
  return groups;
}
