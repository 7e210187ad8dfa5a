/**
 * A stand-in for GitHub that answers every request with the same page of issues. It runs in a separate thread, to take
 * no time from the client that measures, and reports its port to the thread that started it.
 */
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const issues = Buffer.from(workerData.issues);
const server = createServer((request, response) => {
  request.resume();
  if (!/\/repos\/[^/]+\/[^/]+\/issues(\?|$)/.test(request.url)) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
    return;
  }
  response
    .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': issues.length })
    .end(issues);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
