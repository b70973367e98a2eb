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

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessControl } from './AccessControl';
import { discover } from './discovery';
import type { Faults } from './Faults';
import { pageNotFound, statusReply, type Reply } from './Reply';
import {
  deleteOptionsOfProtobuf,
  jsonOfProtobuf,
  PROTOBUF_BODY,
} from './protobufBody';
import { Reader, type ReadRequest } from './Reader';
import {
  readRequestInfo,
  type RequestInfo,
  type ResourceTarget,
} from './requestInfo';
import type { ResourceDefinition } from './resources';
import type { Stats } from './Stats';
import { internalError, methodNotAllowed, noSuchResource } from './refusals';
import { StatusError } from './StatusError';
import { spoil, suffer } from './strikes';
import { wantsTable } from './tables';
import { readRequestBody, send } from './wire';
import type { WatchHub } from './WatchHub';
import type { Writer } from './Writer';
import type { WriteRequest } from './WriteRequest';

/** The rooms of the server that a request passes through. @internal */
export interface RequestHandlerOptions {
  access: AccessControl;
  faults: Faults;
  stats: Stats;
  reader: Reader;
  writer: Writer;
  watches: WatchHub;
  resources: readonly ResourceDefinition[];
  bookmarkIntervalMs: number;
}

interface Incoming {
  info: RequestInfo;
  headers: IncomingMessage['headers'];
  body: Buffer;
  user: string;
}

/**
 * The way of a request: count it, let a fault strike, ask who it is and what he may, do it, answer.
 *
 * @internal
 */
export class RequestHandler {
  readonly #options: RequestHandlerOptions;

  constructor(options: RequestHandlerOptions) {
    this.#options = options;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const info = readRequestInfo(request.method ?? 'GET', request.url ?? '/');
    this.#options.stats.count(info);
    const strike = this.#options.faults.strike(info);
    if (strike && (await suffer(strike, response)) === 'answered') {
      return;
    }
    const reply = await this.#serve(info, request, response);
    if (strike && reply) {
      spoil(strike, reply, response);
    } else if (reply) {
      send(response, reply);
    }
  }

  /** @returns undefined when the answer is a stream that is under way */
  async #serve(
    info: RequestInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Reply | undefined> {
    const { access } = this.#options;
    try {
      const user = access.authenticate(request.headers.authorization);
      access.authorize(user, info);
      const body = await readRequestBody(request);
      const { headers } = request;
      return this.#dispatch({ info, headers, body, user }, response);
    } catch (error) {
      if (error instanceof StatusError) {
        return statusReply(error);
      }
      return statusReply(internalError(`Internal error occurred: ${error}`));
    }
  }

  #dispatch(incoming: Incoming, response: ServerResponse): Reply | undefined {
    const { info, headers } = incoming;
    const { target, query } = info;
    const { resources, reader, writer, watches } = this.#options;
    if (!target) {
      return discover(info.path, resources, headers.host ?? '');
    }
    if (!resources.some(({ group }) => group === target.group)) {
      return pageNotFound();
    }
    const resource = findResource(resources, target);
    const { namespace } = target;
    const name = resource.namespaced ? target.name : target.name ?? namespace;
    const table = wantsTable(headers.accept);
    const read: ReadRequest = {
      resource,
      namespace: resource.namespaced ? namespace : undefined,
      name,
      query,
      table,
    };
    switch (target.verb) {
      case 'get':
        return reader.get(read);
      case 'list':
        return reader.list(read);
      case 'watch':
        watches.open(
          response,
          reader.watch(read, this.#options.bookmarkIntervalMs),
        );
        return undefined;
      case 'create':
        return writer.create(this.#write(incoming, read));
      case 'update':
        return writer.update(this.#write(incoming, read));
      case 'patch':
        return writer.patch(this.#write(incoming, read));
      case 'delete':
        return writer.remove(this.#write(incoming, read));
      default:
        return this.#deleteCollection(read);
    }
  }

  #write(
    { info, headers, body, user }: Incoming,
    { resource, namespace, name, query }: ReadRequest,
  ): WriteRequest {
    const contentType = (headers['content-type'] ?? '').split(';')[0].trim();
    const binary = contentType === PROTOBUF_BODY && body.length > 0;
    const readBinary =
      info.target?.verb === 'delete' ? deleteOptionsOfProtobuf : jsonOfProtobuf;
    return {
      resource,
      subresource: info.target?.subresource,
      namespace,
      name,
      contentType: binary ? 'application/json' : contentType,
      body: binary ? readBinary(resource, body) : body.toString(),
      dryRun: query.get('dryRun') === 'All',
      fieldValidation: query.get('fieldValidation') || 'Warn',
      checkMayCreate: () =>
        this.#options.access.authorize(user, info, 'create'),
    };
  }

  #deleteCollection(read: ReadRequest): Reply {
    const { reader, writer } = this.#options;
    const reply = reader.list(read);
    for (const stored of reader.selectLatest(read)) {
      writer.removeStored(read.resource, stored);
    }
    return reply;
  }
}

/** The resource of a target that exists with the verb, the scope and the subresource asked for. */
function findResource(
  resources: readonly ResourceDefinition[],
  target: ResourceTarget,
): ResourceDefinition {
  const { group, version, plural, subresource, verb } = target;
  const resource = resources.find(
    candidate =>
      candidate.group === group &&
      candidate.version === version &&
      candidate.plural === plural,
  );
  if (!resource) {
    throw noSuchResource();
  }
  if (
    subresource !== undefined &&
    !(subresource === 'status' && resource.status)
  ) {
    throw noSuchResource();
  }
  const onOne = ['get', 'update', 'patch', 'delete'].includes(verb);
  if (
    !resource.verbs.includes(verb) ||
    (verb === 'create' && target.name !== undefined) ||
    (subresource !== undefined && !['get', 'update', 'patch'].includes(verb)) ||
    (resource.namespaced &&
      target.namespace === undefined &&
      verb !== 'list' &&
      verb !== 'watch') ||
    (onOne && target.name === undefined)
  ) {
    throw methodNotAllowed();
  }
  return resource;
}
