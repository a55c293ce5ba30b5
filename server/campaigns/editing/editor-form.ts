/** Reads the editor's one form: which revision it is based on, the whole content, and the button that was pressed. */
import { z } from 'zod';
import { checkInput, listOf, optionalText, readForm, type Request } from '../../platform/http/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import { type FileId, isId } from '../../platform/ids/index.ts';
import { type Block, type BlockKind, type Content } from '../content/blocks.ts';
import { withoutMarks } from '../content/slots.ts';

export interface EditorForm {
  readonly revision: number;
  readonly version: string;
  readonly language: Language;
  readonly title: string;
  readonly content: Content;
  /** What the pressed button asks for: 'save', 'up', 'add-text' … */
  readonly act: string;
  /** The block or the group that it is about. */
  readonly about: string;
}

const written = (schema: z.ZodType<string>) => schema.transform(withoutMarks);
const line = (max: number) => written(optionalText(max));
/** Several lines: line ends as one character, tabs allowed, no other control characters. */
const lines = z
  .string()
  .max(20_000, 'common:error.tooLong')
  .default('')
  .transform((text) => withoutMarks(text.replace(/\r\n?/g, '\n')))
  .refine((text) => !/[^\P{Cc}\n\t]/u.test(text), 'common:error.control');

const mostBlocks = 60;
const frame = z.object({
  revision: z.coerce.number().int().min(0),
  version: z.string().max(20),
  in: z.enum(languages),
  title: optionalText(120).refine((text) => text !== '', 'common:error.required'),
  subject: line(200),
  preheader: line(200),
  block: listOf(z.string().regex(/^(?:text|image|button)-[a-z2-7]{16}$/)).refine(
    (list) => list.length <= mostBlocks && new Set(list).size === list.length,
    'campaigns:error.tooManyBlocks',
  ),
  group: z.string().max(20).default(''),
  act: z
    .string()
    .regex(/^[a-z-]{1,20}(?::[a-z2-7]{1,20})?$/)
    .default('save'),
});

/** Everything that the form says; unfinished links and empty texts are kept as typed, the checks find them. */
export function readEditorForm(req: Request): EditorForm {
  const form = readForm(req, frame);
  const [act = '', about = ''] = form.act.split(':');
  const body = req.body as Readonly<Record<string, unknown>>;
  return {
    revision: form.revision,
    version: form.version,
    language: form.in,
    title: form.title,
    content: {
      subject: form.subject,
      preheader: form.preheader,
      blocks: form.block.map((name) => readBlock(name, body)),
    },
    act,
    about: about || form.group,
  };
}

function readBlock(name: string, body: Readonly<Record<string, unknown>>): Block {
  const [kind, id] = name.split('-') as [BlockKind, string];
  const read = <T extends z.ZodType>(field: string, schema: T): z.infer<T> => {
    const key = `${field}-${id}`;
    return checkInput({ [key]: body[key] }, z.object({ [key]: schema }))[key] as z.infer<T>;
  };
  if (kind === 'text') return { id, kind, text: read('text', lines) };
  const link = read('link', line(1000));
  if (kind === 'button') return { id, kind, label: read('label', line(120)), link };
  const picture = read('picture', optionalText(20));
  return { id, kind, picture: isId(picture) ? (picture as FileId) : null, alt: read('alt', line(300)), link };
}
