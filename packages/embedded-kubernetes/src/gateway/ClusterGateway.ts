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

import type { KubeConfig } from '@kubernetes/client-node';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type ClientRequest,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** Belong to one connection, not to the request that goes on. */
const OWN_TO_A_CONNECTION = new Set([
  'authorization',
  'connection',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const LEASES =
  /^\/apis\/coordination\.k8s\.io\/v1\/namespaces\/[^/]+\/leases(\/|\?|$)/;

/**
 * A door on the loopback interface to the cluster of a kubeconfig, for those
 * who can send a bearer token but know nothing of client certificates and exec
 * plugins.
 *
 * - It opens for its own random token only.
 * - It lets reads through, and writes of Leases; nothing else can be changed
 *   through it, whatever the kubeconfig's user may do.
 * - Answers pass through as they come, byte by byte: a watch is not held back.
 * - Whoever hangs up hangs up on the cluster, too.
 *
 * @public
 */
export class ClusterGateway {
  static async start(kubeConfig: KubeConfig): Promise<ClusterGateway> {
    const cluster = kubeConfig.getCurrentCluster();
    if (!cluster) {
      throw new Error(
        `The context "${kubeConfig.getCurrentContext()}" names no cluster`,
      );
    }
    const gateway = new ClusterGateway(kubeConfig, new URL(cluster.server));
    await new Promise<void>((resolve, reject) => {
      gateway.server.once('error', reject);
      gateway.server.listen(0, '127.0.0.1', resolve);
    });
    return gateway;
  }

  /** What opens the door. */
  readonly token = randomBytes(32).toString('base64url');

  private readonly server: Server;

  private constructor(
    private readonly kubeConfig: KubeConfig,
    private readonly cluster: URL,
  ) {
    this.server = createServer((request, response) => {
      this.pass(request, response).catch(error =>
        refuse(response, 502, 'BadGateway', this.unreachable(error)),
      );
    });
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Ends everything that is still open. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async pass(request: IncomingMessage, response: ServerResponse) {
    if (!this.isOurs(request.headers.authorization)) {
      refuse(response, 401, 'Unauthorized', 'Unauthorized');
      return;
    }
    const { method = 'GET', url = '/' } = request;
    if (!READING.has(method) && !LEASES.test(url)) {
      refuse(
        response,
        403,
        'Forbidden',
        `The portal's gateway lets through reads and writes of Leases; ${method} ${url} is neither`,
      );
      return;
    }

    const upstream = await this.send(request);
    response.once('close', () => upstream.destroy());
    upstream.once('error', error => {
      if (!response.headersSent && !response.destroyed) {
        refuse(response, 502, 'BadGateway', this.unreachable(error));
      }
    });
    upstream.once('response', answer => {
      response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
      response.flushHeaders();
      pipeline(answer, response, () => {
        // either end has gone, and the other one has been told
      });
    });
    request.pipe(upstream);
  }

  private isOurs(authorization = ''): boolean {
    const expected = Buffer.from(`Bearer ${this.token}`);
    const given = Buffer.from(authorization);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  /** The same request to the cluster, with the credentials of the kubeconfig. */
  private async send(request: IncomingMessage): Promise<ClientRequest> {
    const options: RequestOptions = {};
    await this.kubeConfig.applyToHTTPSOptions(options);
    const send = this.cluster.protocol === 'http:' ? httpRequest : httpsRequest;
    return send({
      ...options,
      protocol: this.cluster.protocol,
      hostname: this.cluster.hostname.replace(/^\[|\]$/g, ''),
      port: this.cluster.port,
      path: `${this.cluster.pathname.replace(/\/$/, '')}${request.url}`,
      method: request.method,
      headers: { ...passedOn(request.headers), ...options.headers },
    });
  }

  private unreachable(error: unknown): string {
    const why = error instanceof Error ? error.message : String(error);
    return `The cluster at ${this.cluster.origin} cannot be asked: ${why}`;
  }
}

function passedOn(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !OWN_TO_A_CONNECTION.has(name)),
  );
}

/** As a Kubernetes API refuses, so that every client can show why. */
function refuse(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
) {
  response.writeHead(code, { 'Content-Type': 'application/json' });
  response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      code,
    }),
  );
}
