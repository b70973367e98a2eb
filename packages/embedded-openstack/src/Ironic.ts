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

import type { Cloud } from './Cloud';
import type { CloudRequest } from './CloudRequest';
import { errorMessage } from './ironicErrors';
import { ironicVersion } from './ironicVersion';
import { nodeBody } from './nodeBody';
import { withHeaders, type Reply } from './Reply';
import type { Token } from './Tokens';

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/**
 * Ironic: the list of nodes. Who is not admin sees those that his project owns, and
 * is not told that there are others.
 *
 * @internal
 */
export class Ironic {
  readonly #cloud: Cloud;
  readonly #url: () => string;

  constructor(options: { cloud: Cloud; url: () => string }) {
    this.#cloud = options.cloud;
    this.#url = options.url;
  }

  answer(request: CloudRequest, token: Token): Reply {
    const version = ironicVersion(request.header);
    if ('refusal' in version) {
      return version.refusal;
    }
    return withHeaders(
      this.#dispatch(request, token, version.minor),
      version.headers,
    );
  }

  #dispatch(
    { method, path, query }: CloudRequest,
    token: Token,
    minor: number,
  ): Reply {
    if (method !== 'GET' || path !== '/v1/nodes/detail') {
      return {
        status: 404,
        body: errorMessage({ code: 404, title: 'Not Found', description: '' }),
      };
    }
    const unknown = [...query.keys()].find(key => key !== 'instance_uuid');
    if (unknown !== undefined) {
      return badRequest(`Unexpected arguments: ${unknown}`);
    }
    const instance = query.get('instance_uuid') ?? undefined;
    if (instance !== undefined && !UUID.test(instance)) {
      return badRequest(`Expected UUID for instance_uuid: ${instance}`);
    }
    const nodes = [...this.#cloud.nodes.values()].filter(
      node =>
        (token.roles.includes('admin') || node.owner === token.project.id) &&
        (instance === undefined || node.instanceId === instance.toLowerCase()),
    );
    return {
      status: 200,
      body: { nodes: nodes.map(node => nodeBody(node, minor, this.#url())) },
    };
  }
}

function badRequest(faultstring: string): Reply {
  return {
    status: 400,
    body: errorMessage({ faultcode: 'Client', faultstring, debuginfo: null }),
  };
}
