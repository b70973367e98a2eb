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

import type { IncomingMessage } from 'node:http';

/** The services, one beside the other under one port. @public */
export type CloudService = 'keystone' | 'nova' | 'ironic';

/** Where each of them is. @internal */
export const ROOTS: Readonly<Record<CloudService, string>> = {
  keystone: '/identity',
  nova: '/compute',
  ironic: '/baremetal',
};

/**
 * What came in.
 *
 * @public
 */
export interface CloudRequest {
  /** `undefined` for a path under none of them. */
  service: CloudService | undefined;
  method: string;
  /** Under the service's root: `/v2.1/servers/detail`. */
  path: string;
  query: URLSearchParams;
  /** @param name - in lower case */
  header(name: string): string | undefined;
  body: string;
}

/** @internal */
export async function readRequest(
  request: IncomingMessage,
): Promise<CloudRequest> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const found = Object.entries(ROOTS).find(
    ([, root]) => url.pathname === root || url.pathname.startsWith(`${root}/`),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return {
    service: serviceOf(found?.[0]),
    method: request.method ?? 'GET',
    path: found ? url.pathname.slice(found[1].length) : url.pathname,
    query: url.searchParams,
    header: name => request.headers[name]?.toString(),
    body: Buffer.concat(chunks).toString(),
  };
}

function serviceOf(name: string | undefined): CloudService | undefined {
  return name === 'keystone' || name === 'nova' || name === 'ironic'
    ? name
    : undefined;
}
