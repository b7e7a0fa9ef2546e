// A network that loses answers: the request arrives and is done, but whoever asked never hears of it.

import http from 'node:http';

/**
 * Stands between a client and `origin`. `loses(request, answer)` decides which answers are lost; `change(request, bytes)` may
 * change a body on its way; `seen` lists all exchanges.
 * @param {string} origin
 * @param {(request: http.IncomingMessage, answer: http.IncomingMessage) => boolean} loses
 */
export async function lossyNetwork(origin, loses, { change = () => {} } = {}) {
  const { host } = new URL(origin);
  const seen = [];
  const proxy = http.createServer(async (request, reply) => {
    const body = Buffer.concat(await request.toArray());
    change(request, body);
    const onward = http.request(`${origin}${request.url}`, { method: request.method, headers: { ...request.headers, host } });
    onward.on('response', (answer) => {
      const lost = loses(request, answer);
      seen.push({ method: request.method, status: answer.statusCode, asset: answer.headers['dizza-asset'], lost });
      if (lost) {
        answer.resume().on('end', () => request.socket.destroy());
      } else {
        reply.writeHead(answer.statusCode, answer.headers);
        answer.pipe(reply);
      }
    });
    onward.on('error', () => request.socket.destroy());
    onward.end(body);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${proxy.address().port}/uploads`,
    seen,
    stop: () => new Promise((resolve) => proxy.close(resolve).closeAllConnections()),
  };
}
