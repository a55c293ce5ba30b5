/** What a marketer does to a campaign over HTTP: make it, write in it, send it. */
import type { Page, Visitor } from './visitor.ts';

/** Makes a draft; answers its address. */
export async function makeCampaign(staff: Visitor, title: string, newsletter: string): Promise<string> {
  const page = await staff.get('/staff/campaigns/new');
  const made = await staff.submit(page, '/staff/campaigns', { title, newsletter });
  return made.path.split('?')[0]!;
}

/** Adds a version for the group. */
export async function addVersion(staff: Visitor, home: string, group: string): Promise<void> {
  await press(staff, await staff.get(home), 'add-version', { group });
}

/** Writes subject and text of one version in one language. */
export async function writeVersion(
  staff: Visitor,
  address: string,
  subject: string,
  text: string,
): Promise<void> {
  const page = await staff.get(address);
  // A further version begins as a copy of the default, with its text block.
  const opened = textField(page) ? page : await press(staff, page, 'add-text');
  const field = textField(opened);
  if (!field) throw new Error('The editor shows no text block.');
  await press(staff, opened, 'save', { subject, preheader: subject, [field]: text });
}

/** Presses Send on the page that shows to whom it goes. */
export async function pressSend(staff: Visitor, home: string): Promise<Page> {
  return staff.submit(await staff.get(`${home}/send`), '/send');
}

function textField(page: Page): string | undefined {
  return page.forms
    .flatMap(({ fields }) => fields.map(([name]) => name))
    .find((name) => name.startsWith('text-'));
}

function press(staff: Visitor, page: Page, act: string, filled: Record<string, string> = {}): Promise<Page> {
  return staff.submit(page, '/content', { ...filled, act });
}
