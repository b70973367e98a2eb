/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import {
  request as requestHttp,
  type Agent,
  type IncomingMessage,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { isError } from '@backstage/errors';
import { closeIdle } from './keepConnections';
import type { KubernetesRequest } from './KubernetesCluster';
import type { KubernetesConnection } from './KubernetesConnection';

/** What a connection ends with that the other side has closed. */
const CLOSED = ['ECONNRESET', 'EPIPE'];

interface Sent
  extends Pick<KubernetesRequest, 'method' | 'path' | 'query' | 'body'> {
  encoding: 'gzip' | 'identity';
}

/**
 * Sends a request. The agent says whether that is on a connection that was kept:
 * another one costs about 2 ms of CPU over TLS, more than all the rest of a renewal.
 *
 * What is asked on one that turns out to be closed is asked once more. Of a write
 * nobody knows whether it was done: that is left to who asks.
 *
 * By Node.js' own client, as the body of `fetch` is passed on through a second stream,
 * which for each event of a watch takes half as long as parsing it.
 *
 * @param agent - absent: the connection is a new one, and not kept
 * @returns the answer as soon as its headers are there
 * @internal
 */
export async function send(
  connection: KubernetesConnection,
  agent: Agent | undefined,
  request: Sent,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let wasKept = false;
  try {
    return await sendOnce(connection, agent, request, signal, () => {
      wasKept = true;
    });
  } catch (error) {
    if (!wasKept || !agent) {
      throw error;
    }
    closeIdle(agent);
    const isRead = (request.method ?? 'GET') === 'GET';
    if (!isRead || signal.aborted || !isClosed(error)) {
      throw error;
    }
    return sendOnce(connection, agent, request, signal);
  }
}

function isClosed(error: unknown): boolean {
  return (
    isError(error) &&
    typeof error.code === 'string' &&
    CLOSED.includes(error.code)
  );
}

/** @param onKeptFailure - told where it fails on a connection that was kept */
function sendOnce(
  { server, headers, ca }: KubernetesConnection,
  agent: Agent | undefined,
  request: Sent,
  signal: AbortSignal,
  onKeptFailure?: () => void,
): Promise<IncomingMessage> {
  const url = new URL(server);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${request.path}`;
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) {
      url.searchParams.set(key, value);
    }
  }
  const body = request.body && JSON.stringify(request.body.value);
  const ask = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = ask(
      url,
      {
        method: request.method ?? 'GET',
        headers: {
          Accept: 'application/json',
          'Accept-Encoding': request.encoding,
          ...(body !== undefined && {
            'Content-Type': request.body?.contentType,
            // By itself it would not be sent with a DELETE, whose body is then ignored.
            'Content-Length': Buffer.byteLength(body),
          }),
          ...headers,
        },
        agent: agent ?? false,
        ...(ca !== undefined && { ca }),
        signal,
      },
      resolve,
    );
    outgoing
      .on('error', error => {
        if (outgoing.reusedSocket) {
          onKeptFailure?.();
        }
        reject(error);
      })
      .end(body);
  });
}
