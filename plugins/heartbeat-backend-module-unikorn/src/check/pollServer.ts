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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { buildStepOf } from '../openstack';
import type { OpenstackRegion } from '../regions';
import {
  IDENTITY_LABEL,
  pathOf,
  readServer,
  type ResourceApi,
  type ServerResource,
} from '../resources';
import {
  type BuildStep,
  durationsOf,
  type MeasuredDuration,
  nextStatus,
  type NovaServer,
  outcomeOf,
  type ServerStatusFields,
  statusPatch,
  transitionsOf,
} from '../rules';
import type { NovaLookup } from './NovaLookup';

interface Lookup {
  region: OpenstackRegion;
  nova: NovaLookup;
}

interface PollOptions {
  server: ServerResource;
  /** Absent: the region is simulated, and nobody knows of its servers. */
  lookup?: Lookup;
  api: ResourceApi;
  signal: AbortSignal;
  /** Says on each line which server. */
  logger: LoggerService;
}

/** What one poll of one server found. @internal */
export interface Polled {
  observation: ServerObservation;
  status: ServerStatusFields;
  /** For the gauge; absent where the write was refused, so that it is not counted. */
  state?: string;
  /** To be measured: none is negative. */
  durations: MeasuredDuration[];
}

const REMARKS = {
  paused: 'instance is paused',
  suspended: 'instance is suspended',
};

/**
 * Asks about one server and writes what changed.
 *
 * @throws if it could not be asked about, with a message without secrets
 * @internal
 */
export async function pollServer(options: PollOptions): Promise<Polled> {
  const { logger, lookup, server, signal } = options;
  const { identityId, novaName } = server;
  if (!lookup) {
    throw new Error(
      'The state of a server in a simulated region cannot be read',
    );
  }
  if (identityId === undefined) {
    throw new Error(`The Server has no label ${IDENTITY_LABEL}`);
  }
  const nova = await lookup.nova.find(identityId, novaName);
  if (!nova) {
    logger.info('The Server is not found in Nova');
    return {
      status: server.status,
      state: 'unknown',
      durations: [],
      observation: {
        outcome: 'unknown',
        reason: 'not-found',
        message: `Nova has no server of the name "${novaName}".`,
      },
    };
  }
  const step = await buildStep(lookup, identityId, nova, options);
  signal.throwIfAborted();
  const { status, remarks } = nextStatus({
    status: server.status,
    nova,
    step,
    networkId: server.networkId,
    nowMs: Date.now(),
  });
  for (const remark of remarks) {
    if (remark === 'addresses-unreadable') {
      logger.error(
        'The addresses in Nova cannot be read, the MAC address stays',
      );
    } else {
      logger.info(REMARKS[remark]);
    }
  }
  const observation = outcomeOf(nova);
  const written = await write(status, options);
  return {
    observation,
    status: written?.status ?? status,
    state: written && (written.status.phase ?? 'Pending').toLowerCase(),
    durations: written?.durations ?? [],
  };
}

/** An answer that Ironic owes us holds nothing up. */
async function buildStep(
  { region, nova: lookup }: Lookup,
  identityId: string,
  nova: NovaServer,
  { logger, server, signal }: PollOptions,
): Promise<BuildStep> {
  if (nova.status !== 'BUILD' || !region.isBareMetal(server.flavorId)) {
    return { kind: 'virtual' };
  }
  try {
    const session = region.serviceSession(await lookup.projectOf(identityId));
    return await buildStepOf(session, nova.id, signal);
  } catch (error) {
    signal.throwIfAborted();
    const words = error instanceof Error ? error.message : `${error}`;
    logger.error(`The state of the bare metal cannot be read: ${words}`);
    return { kind: 'unclear' };
  }
}

/**
 * @returns the status as it is now, or `undefined` where the write was refused: the
 * next poll begins from what is there then (M14)
 */
async function write(
  next: ServerStatusFields,
  { api, logger, server, signal }: PollOptions,
): Promise<Pick<Polled, 'status' | 'durations'> | undefined> {
  const { createdMs, name, namespace, resourceVersion, status: from } = server;
  const patch = statusPatch(resourceVersion, from, next);
  if (!patch) {
    return { status: from, durations: [] };
  }
  let to: ServerStatusFields;
  try {
    const path = pathOf('servers', namespace, name);
    to = readServer(await api.patchStatus(path, patch, signal)).status;
  } catch (error) {
    signal.throwIfAborted();
    const words = error instanceof Error ? error.message : `${error}`;
    logger.error(`The status of the Server cannot be written: ${words}`);
    return undefined;
  }
  const nowMs = Date.now();
  for (const { message, fields } of transitionsOf({
    from,
    to,
    createdMs,
    nowMs,
  })) {
    logger.info(message, fields);
  }
  const durations = durationsOf({ from, to, createdMs }).filter(
    ({ of, seconds }) => {
      if (seconds < 0) {
        logger.error(
          `The ${of} duration is negative, ${seconds} s, and not recorded`,
        );
      }
      return seconds >= 0;
    },
  );
  return { status: to, durations };
}
