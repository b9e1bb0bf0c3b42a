import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({
  endpoint: `${location.origin}/s3`,
  forcePathStyle: true,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
});
const object = { Bucket: 'shop', Key: 'orders/7.json' };

/** An object is stored and read back, both in signed requests. */
export async function call(): Promise<unknown> {
  const { ETag } = await s3.send(new PutObjectCommand({ ...object, Body: '{"state":"packed"}' }));
  const { Body, ContentType } = await s3.send(new GetObjectCommand(object));
  return { ETag, ContentType, text: await Body?.transformToString() };
}
