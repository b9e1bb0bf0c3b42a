import { GlobalWorkerOptions, getDocument } from 'pdfjs-dist';

GlobalWorkerOptions.workerSrc = '/pdf.worker.mjs';

/** The last page's text, of a file that is too long to be fetched whole. */
export async function call(): Promise<unknown> {
  const { promise } = getDocument({
    url: '/catalogue.pdf',
    rangeChunkSize: 4096,
    disableStream: true,
    disableAutoFetch: true,
  });
  const pdf = await promise;
  const page = await pdf.getPage(pdf.numPages);
  const { items } = await page.getTextContent();
  const text = items.map((item) => ('str' in item ? item.str : ''));
  await pdf.destroy();
  return { pages: pdf.numPages, text };
}
