const PAGES = 3;
/** Between the pages, so that a reader of one need not fetch the others. */
const PADDING = 64 * 1024;

/** A PDF whose pages say their numbers: https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf */
export function makePdf(): Buffer {
  const numbers = Array.from({ length: PAGES }, (_, i) => i + 1);
  const pageOf = (n: number) => 3 * n + 1;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${PAGES} /Kids [${numbers.map((n) => `${pageOf(n)} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...numbers.flatMap((n) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents ${pageOf(n) + 1} 0 R /Resources << /Font << /F 3 0 R >> >> >>`,
      stream(`BT /F 12 Tf 20 100 Td (Page ${n}) Tj ET`),
      stream(' '.repeat(PADDING)),
    ]),
  ];

  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + table + trailer, 'latin1');
}

function stream(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}
