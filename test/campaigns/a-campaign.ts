/** What a marketer does by HTTP: make a campaign, write in it, add versions, send it. */
import type request from 'supertest';
import { hiddenFields } from '../support/reader.ts';

type Agent = ReturnType<typeof request.agent>;
type Fields = Readonly<Record<string, string>>;

/** Makes a draft for the newsletter; answers its address. */
export async function makeCampaign(
  staff: Agent,
  newsletter: string,
  title = 'Advent wreaths',
): Promise<string> {
  const made = await staff.post('/staff/campaigns').type('form').send({ title, newsletter }).expect(303);
  return made.headers['location']!;
}

/** The editor's form as it stands on the page, every field that is typed in included. */
export function formOf(html: string): Record<string, string | string[]> {
  const form = html.slice(
    html.indexOf('id="content-form"'),
    html.indexOf('</form>', html.indexOf('id="content-form"')),
  );
  const fields: Record<string, string | string[]> = { ...hiddenFields(form) };
  for (const [tag] of form.matchAll(/<input id="[^>]*>/g)) {
    fields[attribute(tag, 'name')] = attribute(tag, 'value');
  }
  for (const [, name, text] of form.matchAll(
    /<textarea id="[^"]*" name="([^"]*)"[^>]*>([^<]*)<\/textarea>/g,
  )) {
    fields[name!] = unescape(text!);
  }
  return fields;
}

/** Presses a button of the editor, with some fields typed anew; answers where it leads. */
export async function press(staff: Agent, address: string, act: string, typed: Fields = {}): Promise<string> {
  const page = await staff.get(address).expect(200);
  const answer = await staff
    .post(`${address.split('?')[0]}/content`)
    .type('form')
    .send({ ...formOf(page.text), ...typed, act });
  if (answer.status !== 303) throw new Error(`${act}: ${answer.status}`);
  return answer.headers['location']!;
}

/** Writes subject, preheader and one text into a version in one language. */
export async function write(staff: Agent, address: string, subject: string, text: string): Promise<void> {
  const opened = await press(staff, address, 'add-text', { subject, preheader: `${subject}, in short` });
  const block = new URL(opened, 'http://x').searchParams.get('open')!;
  await press(staff, address, 'save', { [`text-${block}`]: text });
}

/** Presses Send on the send page; answers the status. */
export async function send(staff: Agent, address: string): Promise<number> {
  const page = await staff.get(`${address}/send`).expect(200);
  const revision = hiddenFields(page.text)['revision']?.[0] ?? '';
  return (await staff.post(`${address}/send`).type('form').send({ revision })).status;
}

function attribute(tag: string, name: string): string {
  return unescape(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function unescape(text: string): string {
  const known: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text.replace(/&(?:#x([0-9a-f]+)|([a-z]+));/gi, (_, hex: string | undefined, name: string) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : (known[name] ?? ''),
  );
}
