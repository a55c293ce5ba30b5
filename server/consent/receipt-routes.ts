/** The public page that checks a receipt, uploaded or pasted: /receipt. It looks nothing up and keeps nothing (CON-5). */
import multer from 'multer';
import { z } from 'zod';
import { Invalid } from '../platform/errors/index.ts';
import {
  problemsFor,
  readForm,
  type Request,
  type Response,
  Router,
  sendPage,
  takeMultipart,
  translate,
} from '../platform/http/index.ts';
import { verifyReceipt } from './proof/receipt.ts';

const largest = 100_000;
const multipart = multer({
  storage: multer.memoryStorage(),
  limits: { fields: 5, fieldSize: largest, fileSize: largest, files: 1, parts: 6 },
}).single('file');
const form = z.object({ receipt: z.string().trim().max(largest).default('') });

/** The routes. */
export function receiptRoutes(publicKey: string): Router {
  const routes = Router();
  routes.get('/receipt', (req, res) => sendReceiptPage(req, res, {}));

  routes.post('/receipt', async (req, res) => {
    try {
      const found = verifyReceipt(await readReceipt(req, res), publicKey);
      sendReceiptPage(req, res, { found: { genuine: found.length === 0, problems: found } });
    } catch (error) {
      const problem = error instanceof multer.MulterError ? invalid('tooLarge') : error;
      sendReceiptPage(req, res, { status: 400, problems: problemsFor(problem, translate(res)) });
    }
  });
  return routes;
}

/** The file, or else what was pasted, as JSON. */
async function readReceipt(req: Request, res: Response): Promise<unknown> {
  await takeMultipart(req, res, multipart);
  const pasted = readForm(req, form).receipt;
  const text = req.file && req.file.size > 0 ? req.file.buffer.toString('utf8') : pasted;
  if (text === '') throw invalid('empty');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw invalid('notJson');
  }
}

function invalid(why: 'empty' | 'notJson' | 'tooLarge'): Invalid {
  return new Invalid({ receipt: { key: `consent:receipt.${why}` } });
}

interface Outcome {
  readonly status?: number;
  readonly problems?: ReturnType<typeof problemsFor>;
  readonly found?: { readonly genuine: boolean; readonly problems: readonly string[] };
}

function sendReceiptPage(req: Request, res: Response, outcome: Outcome): void {
  const title = translate(res)('consent:receipt.title');
  sendPage(req, res, { view: 'consent/receipt', title, ...outcome });
}
