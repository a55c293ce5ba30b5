/** Choosing a picture for a block of the editor, with the words for people who cannot see it. */
import multer, { MulterError } from 'multer';
import { z } from 'zod';
import { Conflict, Invalid, NotFound } from '../../platform/errors/index.ts';
import {
  checkInput,
  optionalText,
  problemsFor,
  readForm,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  takeMultipart,
  translate,
} from '../../platform/http/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import { isId } from '../../platform/ids/index.ts';
import type { ImageBlock } from '../content/blocks.ts';
import { largestPicture, storePicture } from '../content/picture-file.ts';
import { withoutMarks } from '../content/slots.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, contentIn, type Version, versionOf } from '../editing/campaign.ts';
import { nextState } from '../editing/campaign-state.ts';
import { saveContent } from '../editing/save-content.ts';
import { askedCampaign, page, staffOnly } from './shared.ts';

const place = z.object({
  version: z.string().max(20),
  in: z.enum(languages),
  block: z.string().refine(isId),
});
const altForm = z.object({
  alt: optionalText(300)
    .transform(withoutMarks)
    .refine((text) => text !== '', 'campaigns:picture.problem.alt'),
});

/** Takes one file into memory, and no more of it than is allowed. */
const takeFile = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: largestPicture, files: 1, fields: 5, fieldSize: 4096, parts: 6 },
}).single('file');

/** The staff's page: the file and the words for people who cannot see it. */
export function pictureRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  routes.get(`${page}/:id/picture`, staff, async (req, res) =>
    showForm(req, res, await findPlace(context, req), {}),
  );
  routes.post(`${page}/:id/picture`, staff, async (req, res) => {
    const found = await findPlace(context, req);
    try {
      await readUpload(req, res);
      await usePicture(context, req, found);
      redirect(res, editorAt(found));
    } catch (error) {
      const typed = (req.body as { alt?: unknown } | undefined)?.alt;
      showForm(req, res, found, {
        problems: problemsFor(error, translate(res)),
        alt: typeof typed === 'string' ? typed : undefined,
      });
    }
  });
  return routes;
}

interface Place {
  readonly campaign: Campaign;
  readonly version: Version;
  readonly language: Language;
  readonly block: ImageBlock;
}

async function findPlace(context: CampaignsContext, req: Request): Promise<Place> {
  const campaign = await askedCampaign(context, req);
  if (!nextState(campaign.state, 'edit')) throw new Conflict({ key: 'campaigns:error.notDraft' });
  const asked = readQuery(req, place);
  const version = versionOf(campaign, asked.version);
  const block = version && contentIn(version, asked.in).blocks.find(({ id }) => id === asked.block);
  if (!version || block?.kind !== 'image') throw new NotFound();
  return { campaign, version, language: asked.in, block };
}

async function readUpload(req: Request, res: Response): Promise<void> {
  try {
    await takeMultipart(req, res, takeFile);
  } catch (error) {
    if (!(error instanceof MulterError)) throw error;
    const key = error.code === 'LIMIT_FILE_SIZE' ? 'campaigns:picture.problem.size' : 'common:error.field';
    throw new Invalid({ file: { key } });
  }
}

async function usePicture(
  context: CampaignsContext,
  req: Request,
  { campaign, version, language, block }: Place,
): Promise<void> {
  const { alt } = checkInput(readForm(req, z.object({ alt: z.string().default('') })), altForm);
  if (!req.file && !block.picture) throw new Invalid({ file: { key: 'campaigns:picture.problem.none' } });
  const picture = req.file ? (await storePicture(context.pictures, req.file.buffer)).id : block.picture;
  const content = contentIn(version, language);
  const blocks = content.blocks.map((each) => (each.id === block.id ? { ...block, picture, alt } : each));
  const form = {
    revision: campaign.revision,
    version: version.key,
    language,
    title: campaign.title,
    content: { ...content, blocks },
    act: 'save',
    about: '',
  };
  const saved = await saveContent(context, campaign.id, form, context.accounts.current(req).id);
  if (saved.kind === 'stale') throw new Conflict({ key: 'campaigns:error.changedMeanwhile' });
}

interface Form {
  readonly problems?: ReturnType<typeof problemsFor>;
  readonly alt?: string | undefined;
}

function showForm(req: Request, res: Response, found: Place, { problems, alt }: Form): void {
  sendPage(req, res, {
    view: 'campaigns/picture',
    title: translate(res)('campaigns:picture.title'),
    status: problems ? 400 : 200,
    problems,
    alt: alt ?? found.block.alt,
    picture: found.block.picture,
    campaign: found.campaign,
    back: editorAt(found),
    action: req.originalUrl,
  });
}

function editorAt({ campaign, version, language, block }: Place): string {
  return `${page}/${campaign.id}?version=${version.key}&in=${language}&open=${block.id}#block-${block.id}`;
}
