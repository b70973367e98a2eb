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
  PROGRESS_ANNOTATION,
  PROGRESS_TIME_ANNOTATION,
  REPLICA_LABEL,
} from 'backstage-plugin-heartbeat-common';
import {
  KubernetesError,
  type KubernetesCluster,
  type KubernetesRequest,
  type LeaseProgress,
} from 'backstage-plugin-heartbeat-node';
import { parseLeaseObject } from './leaseObject';

const MERGE_PATCH = 'application/merge-patch+json';

const NOT_FOUND = 404;
const CONFLICT = 409;

/** In a merge patch `null` takes a key away. */
const NO_PROGRESS = {
  [PROGRESS_ANNOTATION]: null,
  [PROGRESS_TIME_ANNOTATION]: null,
};

/**
 * What is known of a Lease since it was last written or read.
 *
 * @internal
 */
export interface KnownLease {
  uid: string;
  resourceVersion: string;
  holder?: string;
  renewTime?: string;
  /** For how long its last renewal holds. */
  durationMs?: number;
  hasAcquireTime: boolean;
}

/**
 * What of a Lease is ours to say.
 *
 * @internal
 */
export interface LeaseContents {
  /** The key of the label that bears the controller's name. */
  label: string;
  /** The controller's name; `""` is the unnamed one. */
  controller: string;
  /** Absent: the controller has no replicas. */
  replica?: string;
  /** Who we are; another one after each restart. */
  holder: string;
  /** For how long each renewal holds. */
  durationMs: number;
}

/**
 * What ends a request from outside.
 *
 * @internal
 */
export type Limits = Pick<KubernetesRequest, 'signal' | 'timeoutMs'>;

/**
 * A Lease that we write: what is sent to the API server for it, one request for
 * each method. What follows from the answer is somebody else's to decide.
 *
 * @internal
 */
export class OwnLease {
  readonly #cluster: KubernetesCluster;
  readonly #path: string;
  readonly #name: string;
  readonly #contents: LeaseContents;

  constructor(options: {
    cluster: KubernetesCluster;
    namespace: string;
    name: string;
    contents: LeaseContents;
  }) {
    this.#cluster = options.cluster;
    this.#path = `/apis/coordination.k8s.io/v1/namespaces/${options.namespace}/leases`;
    this.#name = options.name;
    this.#contents = options.contents;
  }

  async create(
    renewTime: string,
    progress: LeaseProgress | undefined,
    limits: Limits,
  ): Promise<KnownLease> {
    return this.#ask({
      method: 'POST',
      path: this.#path,
      body: {
        contentType: 'application/json',
        value: {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: {
            name: this.#name,
            labels: this.#labels(),
            ...(progress && { annotations: annotations(progress) }),
          },
          spec: { ...this.#spec(renewTime), acquireTime: renewTime },
        },
      },
      ...limits,
    });
  }

  /**
   * Restores whatever of ours another one changed, takes away what an earlier
   * process said of its progress, and leaves the rest alone [H4] [H5].
   */
  async renew(
    known: KnownLease,
    renewTime: string,
    progress: LeaseProgress | undefined,
    limits: Limits,
  ): Promise<KnownLease> {
    return this.#ask({
      method: 'PATCH',
      path: `${this.#path}/${this.#name}`,
      body: {
        contentType: MERGE_PATCH,
        value: {
          metadata: {
            resourceVersion: known.resourceVersion,
            labels: this.#labels(),
            annotations: {
              ...NO_PROGRESS,
              ...(progress && annotations(progress)),
            },
          },
          spec: {
            ...this.#spec(renewTime),
            ...(!known.hasAcquireTime && { acquireTime: renewTime }),
          },
        },
      },
      ...limits,
    });
  }

  /** `undefined` where there is none. */
  async read(limits: Limits): Promise<KnownLease | undefined> {
    try {
      return await this.#ask({
        path: `${this.#path}/${this.#name}`,
        ...limits,
      });
    } catch (error) {
      if (error instanceof KubernetesError && error.status === NOT_FOUND) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Deletes the Lease as it is known, and no other one.
   *
   * @returns whether it is gone now; if not, it has changed since it was read
   */
  async delete(known: KnownLease, limits: Limits): Promise<boolean> {
    try {
      await this.#cluster.request({
        method: 'DELETE',
        path: `${this.#path}/${this.#name}`,
        body: {
          contentType: 'application/json',
          value: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            preconditions: {
              uid: known.uid,
              resourceVersion: known.resourceVersion,
            },
          },
        },
        ...limits,
      });
      return true;
    } catch (error) {
      if (!(error instanceof KubernetesError)) {
        throw error;
      }
      if (error.status !== NOT_FOUND && error.status !== CONFLICT) {
        throw error;
      }
      return error.status === NOT_FOUND;
    }
  }

  async #ask(request: KubernetesRequest): Promise<KnownLease> {
    const { metadata, spec } = parseLeaseObject(
      await this.#cluster.request(request),
    );
    return {
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      holder: spec?.holderIdentity ?? undefined,
      renewTime: spec?.renewTime ?? undefined,
      durationMs:
        spec?.leaseDurationSeconds && spec.leaseDurationSeconds * 1_000,
      hasAcquireTime: Boolean(spec?.acquireTime),
    };
  }

  #labels(): Record<string, string> {
    const { label, controller, replica } = this.#contents;
    return {
      [label]: controller,
      ...(replica !== undefined && { [REPLICA_LABEL]: replica }),
    };
  }

  #spec(renewTime: string) {
    const { holder, durationMs } = this.#contents;
    return {
      holderIdentity: holder,
      leaseDurationSeconds: Math.floor(durationMs / 1000),
      renewTime,
    };
  }
}

function annotations({ message, time }: LeaseProgress): Record<string, string> {
  return {
    [PROGRESS_ANNOTATION]: message,
    ...(time !== undefined && { [PROGRESS_TIME_ANNOTATION]: time }),
  };
}
