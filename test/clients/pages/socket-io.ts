import { io } from 'socket.io-client';

/** A question and its answer, over long polling. */
export async function call(): Promise<unknown> {
  const socket = io({ transports: ['polling'] });
  const answer = await socket.emitWithAck('order', '7');
  socket.disconnect();
  return answer;
}
