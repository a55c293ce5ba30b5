/** The whole main job without a browser, on real parts: each step goes over HTTP and SMTP and is checked. */
import { demoPassword } from '../../server/development/index.ts';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import type { CaughtMail } from '../../server/platform/inbox/index.ts';
import { checkMail } from './check-mail.ts';
import { customersCsv } from './customers.ts';
import { openDemo } from './demo-shop.ts';
import { openSteps } from './steps.ts';
import { openVisitor } from './visitor.ts';
import { addVersion, makeCampaign, pressSend, writeVersion } from './write-campaign.ts';

const { step, check, close } = openSteps();
const purpose = 'newsletter.bloemenpost.email';
const newcomer = 'nieuw@lezer.test';
const words = {
  default: 'Voor iedereen: de tuin in november.',
  roses: 'Voor wie van rozen houdt.',
  garden: 'Voor wie tuiniert.',
};
const languages = ['nl', 'en'] as const;
let mails = 0;

const shop = await openDemo();
const staff = openVisitor(shop.url);
const reader = openVisitor(shop.url);
let first: readonly CaughtMail[] = [];
let left = '';
let moved = '';

try {
  await step('Staff log in', logInStaff);
  await step('Import a file of 400 customers with orders', importCustomers);
  await step('Sign up, confirm, land on the preferences', signUp);
  await step('Make two groups', makeGroups);
  await step('Write and send a default and two versions', async () => {
    first = await sendCampaign('Rozen in november');
    return `${first.length} mails`;
  });
  await step('Read every mail back and check it', () => checkMails(first));
  await step('Unsubscribe as a mail program does', unsubscribe);
  await step('Change a preference', changePreference);
  await step('Send a second campaign', sendAgain);
  await step('Read every version in the public archive', readArchive);
} finally {
  await shop.close();
}
process.exitCode = close(mails);

async function logInStaff(): Promise<string> {
  const page = await staff.get('/staff/login');
  const inside = await staff.submit(page, '/staff/login', {
    email: 'demo@lesfleurs.test',
    password: demoPassword,
  });
  check('the overview opens after logging in', inside.status === 200 && inside.path.startsWith('/staff'));
  return 'marketer and administrator';
}

async function importCustomers(): Promise<string> {
  const file = customersCsv(shop.now());
  const rows = file.trim().split('\r\n').length - 1;
  const start = await staff.get('/staff/imports/new');
  const columns = await staff.upload(start, '/staff/imports/new', 'file', 'customers.csv', file);
  const newsletter = (await shop.app.campaigns.newsletters())[0]!.id;
  let run = await staff.submit(columns, '/columns', { newsletter });
  await shop.newMails();
  check('the dry run writes nothing', (await shop.app.subscribers.count()) === 0);
  run = await staff.get(run.path);
  const done = await staff.submit(run, '/import');
  await shop.newMails();
  const known = await shop.app.subscribers.count();
  const agreed = await shop.app.consent.countReceivers(purpose);
  const page = await staff.get(done.path);
  check('the file has 400 rows', rows === 400);
  check('most people came in', known > 300 && agreed > 300);
  check('rows without proof or address were refused', known < rows && page.html.includes('refused'));
  return `${rows} rows, ${known} people, ${agreed} agreed to the newsletter`;
}

async function signUp(): Promise<string> {
  const form = await reader.get('/sign-up');
  check('nothing is ticked beforehand', !/type="checkbox"[^>]* checked/.test(form.html));
  const asked = { email: newcomer, firstName: 'Noor', purpose, age: 'yes', topic: ['roses'] };
  const sent = await reader.submit(form, '/sign-up', asked);
  check('the sign-up is answered by "look in your mail"', sent.status === 200);
  const mail = (await shop.newMails()).find(({ recipients }) => recipients.includes(newcomer));
  mails += 1;
  check(
    'nobody is known before the confirmation',
    (await shop.app.subscribers.findByEmail(newcomer)) === null,
  );
  const link = pathIn(mail?.text ?? '', '/confirm/');
  const confirm = await reader.get(link);
  check('opening the link changes nothing', (await shop.app.subscribers.findByEmail(newcomer)) === null);
  const preferences = await reader.submit(confirm, link);
  const person = await shop.app.subscribers.findByEmail(newcomer);
  check('the button confirms', person !== null && (await shop.app.consent.agreedTo(person.id, purpose)));
  check('the preference page opens', preferences.path.startsWith('/preferences/'));
  return '1 confirmation mail, double opt-in';
}

async function makeGroups(): Promise<string> {
  for (const [name, rule] of [
    ['Rozenliefhebbers', 'topic:roses'],
    ['Tuiniers', 'topic:garden'],
  ] as const) {
    const page = await staff.submit(await staff.get('/staff/groups/new'), '/staff/groups/new', {
      name,
      'what-0': rule,
      act: 'save',
    });
    check(`the group ${name} is made`, page.status === 200 && page.html.includes(name));
  }
  const groups = await shop.app.groups.list();
  const counts = await Promise.all(groups.map(({ rule }) => shop.app.groups.count(rule, purpose)));
  check(
    'both groups are large enough to count',
    counts.every(({ kind }) => kind === 'count'),
  );
  return groups
    .map(({ name }, n) => `${name} ${counts[n]?.kind === 'count' ? counts[n].people : 'too few'}`)
    .join(', ');
}

async function sendCampaign(title: string): Promise<readonly CaughtMail[]> {
  const newsletter = (await shop.app.campaigns.newsletters())[0]!.id;
  const home = await makeCampaign(staff, title, newsletter);
  const groups = new Map((await shop.app.groups.list()).map(({ name, id }) => [name, id]));
  const versions = [
    ['default', words.default],
    [groups.get('Rozenliefhebbers')!, words.roses],
    [groups.get('Tuiniers')!, words.garden],
  ] as const;
  for (const [version, text] of versions) {
    if (version !== 'default') await addVersion(staff, home, version);
    for (const language of languages) {
      await writeVersion(
        staff,
        `${home}?version=${version}&in=${language}`,
        title,
        `Dag {voornaam|lezer}, ${text}`,
      );
    }
  }
  const sending = await pressSend(staff, home);
  check('Send is taken', sending.status === 200);
  check('nobody gets it within the minute', (await shop.newMails()).length === 0);
  shop.advance(MINUTE_MS + 1000);
  const received = await shop.newMails();
  mails += received.length;
  return received;
}

async function checkMails(received: readonly CaughtMail[]): Promise<string> {
  const expected = {
    publicUrl: shop.url,
    dkimDomain: shop.dkimDomain,
    resolver: shop.resolver,
    versions: Object.values(words),
    shopStreet: 'Lindelaan 14',
  };
  for (const mail of received) {
    for (const [fact, isTrue] of await checkMail(mail, expected)) check(`${mail.id}: ${fact}`, isTrue);
  }
  const recipients = received.flatMap((mail) => mail.recipients);
  const reached = await shop.app.consent.countReceivers(purpose);
  check('everybody who agreed got one, and nobody else', recipients.length === reached);
  check('nobody got two', new Set(recipients).size === recipients.length);
  const by = Object.entries(words).map(
    ([version, text]) => `${version} ${received.filter((mail) => mail.text.includes(text)).length}`,
  );
  check(
    'all three versions went out',
    by.every((line) => !line.endsWith(' 0')),
  );
  return by.join(', ');
}

async function unsubscribe(): Promise<string> {
  const mail = first.find(({ recipients }) => !recipients.includes(newcomer))!;
  left = mail.recipients[0]!;
  const header = mail.headers.find(({ name }) => name.toLowerCase() === 'list-unsubscribe')!.value;
  const answer = await fetch(/<(.+)>/.exec(header)![1]!, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    redirect: 'manual',
  });
  const person = (await shop.app.subscribers.findByEmail(left))!;
  const last = (await shop.app.consent.history(person.id)).at(-1)!;
  check(
    'one POST is answered by 200 without a cookie',
    answer.status === 200 && !answer.headers.get('set-cookie'),
  );
  check('the ledger says withdrawn by one click', last.act === 'withdrawn' && last.channel === 'one-click');
  return 'one POST, no cookie; the ledger says withdrawn';
}

async function changePreference(): Promise<string> {
  const mail = first.find(({ recipients }) => recipients.includes(newcomer))!;
  moved = newcomer;
  check('the newcomer got the version for roses', mail.text.includes(words.roses));
  const path = pathIn(mail.text, '/preferences/');
  const page = await reader.get(path);
  check('the address is masked there', !page.html.includes(newcomer));
  await reader.submit(page, path, { do: 'topics', remove: 'roses' });
  const person = (await shop.app.subscribers.findByEmail(newcomer))!;
  check('the subject is gone', (await shop.app.interests.profile(person.id)).length === 0);
  return 'no more roses for the newcomer';
}

async function sendAgain(): Promise<string> {
  const second = await sendCampaign('Advent');
  const recipients = second.flatMap((mail) => mail.recipients);
  check('who left gets nothing', !recipients.includes(left));
  check('everybody else does', second.length === first.length - 1);
  const own = second.find((mail) => mail.recipients.includes(moved));
  check('the newcomer now reads the default', own?.text.includes(words.default) === true);
  return `${second.length} mails, who left is skipped`;
}

async function readArchive(): Promise<string> {
  const list = await reader.get('/archive');
  const issues = list.links.filter((link) => /^\/archive\/[a-z2-7]{16}$/.test(link));
  check('both newsletters are listed', issues.length === 2);
  const page = await reader.get(issues[0] ?? '/archive');
  const versions = page.links.filter((link) => link.includes('version='));
  const pages = await Promise.all([page.path, ...versions].map((address) => reader.get(address)));
  const shown = pages.map(({ html }) => html).join('\n');
  check(
    'every version is open to everybody',
    Object.values(words).every((text) => shown.includes(text)),
  );
  check('no group is named', !shown.includes('Rozenliefhebbers') && !shown.includes('Tuiniers'));
  return `${issues.length} newsletters, every version`;
}

function pathIn(text: string, start: string): string {
  const link = new RegExp(`${shop.url}(${start}[\\w-]+)`).exec(text);
  if (!link) throw new Error(`the mail has no link to ${start}`);
  return link[1]!;
}
