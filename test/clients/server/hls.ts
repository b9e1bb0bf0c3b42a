/** A stream of three seconds of silence, a second to a segment: https://www.rfc-editor.org/rfc/rfc8216 */

const SEGMENTS = 3;
/** At 44,100 Hz and 1024 samples to a frame. */
const FRAMES_PER_SEGMENT = 43;
const SECONDS_PER_SEGMENT = (FRAMES_PER_SEGMENT * 1024) / 44_100;

/** One AAC-LC frame of silence, mono. */
const SILENCE = [0x00, 0xc8, 0x00, 0x80, 0x23, 0x80];
const LENGTH = 7 + SILENCE.length;
/** ADTS: MPEG-4, no checksum, LC, 44,100 Hz, one channel, the frame's length. */
const HEADER = [0xff, 0xf1, 0x50, 0x40 | (LENGTH >> 11), (LENGTH >> 3) & 0xff];
const FRAME = Buffer.from([...HEADER, ((LENGTH & 7) << 5) | 0x1f, 0xfc, ...SILENCE]);

export const SEGMENT = Buffer.concat(Array(FRAMES_PER_SEGMENT).fill(FRAME));

export const PLAYLIST = `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:1
${Array.from({ length: SEGMENTS }, (_, i) => `#EXTINF:${SECONDS_PER_SEGMENT.toFixed(5)},\n${i}.aac`).join('\n')}
#EXT-X-ENDLIST
`;
