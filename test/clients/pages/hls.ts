import Hls from 'hls.js';

/** A playlist and all its segments, until the browser has taken in the last. */
export async function call(): Promise<unknown> {
  const audio = document.body.appendChild(document.createElement('audio'));
  const hls = new Hls();
  const buffered = new Promise((resolve, reject) => {
    hls.on(Hls.Events.BUFFERED_TO_END, resolve);
    hls.on(Hls.Events.ERROR, (_, { details, error }) =>
      reject(new Error(details, { cause: error })),
    );
  });
  hls.loadSource('/hls/index.m3u8');
  hls.attachMedia(audio);
  await buffered;
  const seconds = audio.buffered.end(0).toFixed(1);
  hls.destroy();
  return { seconds };
}
