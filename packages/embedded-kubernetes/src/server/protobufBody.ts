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

import { readFields } from './protobuf';
import { LEASES, NAMESPACES, type ResourceDefinition } from './resources';
import { badRequest, unsupportedMediaType } from './refusals';

/** The content type of Kubernetes' own binary form. @internal */
export const PROTOBUF_BODY = 'application/vnd.kubernetes.protobuf';

/** What Kubernetes writes before a protobuf body. */
const MAGIC = Buffer.from('k8s\0');

/** Numbers of the fields that are read, from the definitions of Unknown, Namespace, Lease and ObjectMeta. */
const RAW = 2;
const METADATA = 1;
const SPEC = 2;
const META = {
  name: 1,
  generateName: 2,
  namespace: 3,
  uid: 5,
  resourceVersion: 6,
  labels: 11,
  annotations: 12,
  ownerReferences: 13,
  finalizers: 14,
};
const OWNER = {
  kind: 1,
  name: 3,
  uid: 4,
  apiVersion: 5,
  controller: 6,
  blockOwnerDeletion: 7,
};
const LEASE = {
  holderIdentity: 1,
  leaseDurationSeconds: 2,
  acquireTime: 3,
  renewTime: 4,
  leaseTransitions: 5,
  strategy: 6,
  preferredHolder: 7,
};
const TIME = { seconds: 1, nanos: 2 };
const DELETE_PRECONDITIONS = 2;
const PRECONDITIONS = { uid: 1, resourceVersion: 2 };
const MAP_KEY = 1;
const MAP_VALUE = 2;

/** From the year 1 to 1970, in seconds. */
const YEAR_ONE_S = -62_135_596_800;

/**
 * Turns a protobuf body into JSON. It is read for what clients send in no other form: `kubectl create namespace` since
 * 1.32, and everything that client-go writes since 0.34, of which a leader election needs Leases. Answers are JSON,
 * which all of them take.
 *
 * @throws StatusError 415 for other resources, 400 for bytes that cannot be read
 * @internal
 */
export function jsonOfProtobuf(
  resource: ResourceDefinition,
  body: Buffer,
): string {
  if (resource !== NAMESPACES && resource !== LEASES) {
    throw unsupportedMediaType(['application/json']);
  }
  return readObject(body, resource.kind, object => ({
    metadata: metadataOf(readMessage(object.message(METADATA))),
    spec:
      resource === LEASES && object.has(SPEC)
        ? leaseSpecOf(readMessage(object.message(SPEC)))
        : undefined,
  }));
}

/**
 * Turns the options of a deletion into JSON, as far as they say what must be true of the object.
 *
 * @throws StatusError 400 for bytes that cannot be read
 * @internal
 */
export function deleteOptionsOfProtobuf(
  _: ResourceDefinition,
  body: Buffer,
): string {
  return readObject(body, 'DeleteOptions', options => {
    const { uid, resourceVersion } = PRECONDITIONS;
    const preconditions = readMessage(options.message(DELETE_PRECONDITIONS));
    return options.has(DELETE_PRECONDITIONS)
      ? {
          preconditions: {
            uid: preconditions.text(uid),
            resourceVersion: preconditions.text(resourceVersion),
          },
        }
      : {};
  });
}

function readObject(
  body: Buffer,
  kind: string,
  toJson: (object: Message) => object,
): string {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw badRequest('the body is no Kubernetes protobuf: its prefix is wrong');
  }
  try {
    const envelope = readMessage(body.subarray(MAGIC.length));
    return JSON.stringify(toJson(readMessage(envelope.message(RAW))));
  } catch (error) {
    if (error instanceof RangeError) {
      throw badRequest(`the body is no protobuf ${kind}: ${error.message}`);
    }
    throw error;
  }
}

type Message = ReturnType<typeof readMessage>;

function readMessage(bytes: Buffer) {
  const numbers = new Map<number, number>();
  const fields = readFields(bytes, (field, value) => numbers.set(field, value));
  return {
    has: (field: number) => fields.has(field),
    message: (field: number) => fields.get(field)?.[0] ?? Buffer.alloc(0),
    messages: (field: number) => fields.get(field) ?? [],
    text: (field: number) => fields.get(field)?.[0].toString(),
    number: (field: number) => numbers.get(field),
  };
}

/** What a client can set. Text that is not said is written as empty, and is left out. */
function metadataOf(metadata: Message): object {
  const text = (field: number) => metadata.text(field) || undefined;
  const owners = metadata.messages(META.ownerReferences);
  const finalizers = metadata.messages(META.finalizers);
  return {
    name: text(META.name),
    generateName: text(META.generateName),
    namespace: text(META.namespace),
    uid: text(META.uid),
    resourceVersion: text(META.resourceVersion),
    labels: mapOf(metadata.messages(META.labels)),
    annotations: mapOf(metadata.messages(META.annotations)),
    ownerReferences: owners.length > 0 ? owners.map(ownerOf) : undefined,
    finalizers: finalizers.length > 0 ? finalizers.map(String) : undefined,
  };
}

function ownerOf(bytes: Buffer): object {
  const owner = readMessage(bytes);
  const flag = (field: number) => {
    const value = owner.number(field);
    return value === undefined ? undefined : value !== 0;
  };
  return {
    apiVersion: owner.text(OWNER.apiVersion),
    kind: owner.text(OWNER.kind),
    name: owner.text(OWNER.name),
    uid: owner.text(OWNER.uid),
    controller: flag(OWNER.controller),
    blockOwnerDeletion: flag(OWNER.blockOwnerDeletion),
  };
}

function leaseSpecOf(spec: Message): object {
  const time = (field: number) =>
    spec.has(field) ? microTimeOf(readMessage(spec.message(field))) : undefined;
  return {
    holderIdentity: spec.text(LEASE.holderIdentity),
    leaseDurationSeconds: spec.number(LEASE.leaseDurationSeconds),
    acquireTime: time(LEASE.acquireTime),
    renewTime: time(LEASE.renewTime),
    leaseTransitions: spec.number(LEASE.leaseTransitions),
    strategy: spec.text(LEASE.strategy),
    preferredHolder: spec.text(LEASE.preferredHolder),
  };
}

/** With six digits, as JSON has it; the zero time is a message without fields, or the year 1. */
function microTimeOf(time: Message): string | null {
  const seconds = time.number(TIME.seconds) ?? 0;
  const nanos = time.number(TIME.nanos) ?? 0;
  if ((seconds === 0 && nanos === 0) || seconds === YEAR_ONE_S) {
    return null;
  }
  const micros = String(Math.floor(nanos / 1_000)).padStart(6, '0');
  return new Date(seconds * 1_000)
    .toISOString()
    .replace('.000Z', `.${micros}Z`);
}

function mapOf(entries: Buffer[]): Record<string, string> | undefined {
  return entries.length === 0
    ? undefined
    : Object.fromEntries(
        entries.map(entry => {
          const fields = readMessage(entry);
          return [fields.text(MAP_KEY) ?? '', fields.text(MAP_VALUE) ?? ''];
        }),
      );
}
