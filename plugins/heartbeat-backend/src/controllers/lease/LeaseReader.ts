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
  KubernetesError,
  type KubernetesCluster,
} from 'backstage-plugin-heartbeat-node';
import type { LeaseRecord } from '../LeaseRecord';
import { listLeases, probeLeases, type LeaseQuery } from './leaseList';
import { leaseQueryOf, leaseRecordOf, type LeaseScope } from './leaseScope';
import { watch } from './watch';

/**
 * An API server that takes longer than this to give one Lease does not keep up with
 * renewals either. What is asked when a Lease is over is known within the default margin.
 */
const ANSWER_TIMEOUT_MS = 750;

/** What is not there any more, or never was what we took it for. */
export const GONE = 410;

/** What {@link LeaseReader} is made of. */
interface LeaseReaderOptions {
  scope: LeaseScope;
  /** The API server has answered {@link LeaseReader.verify}. */
  onAnswer(): void;
}

/**
 * The Leases of one scope as its API server tells of them when asked.
 *
 * @internal
 */
export class LeaseReader {
  /** Up to where all changes have been told; moved on by who tells them. */
  resourceVersion = '';
  readonly #scope: LeaseScope;
  readonly #cluster: KubernetesCluster;
  readonly #query: LeaseQuery;
  readonly #onAnswer: () => void;

  constructor(options: LeaseReaderOptions) {
    this.#scope = options.scope;
    this.#cluster = options.scope.cluster;
    this.#query = leaseQueryOf(options.scope);
    this.#onAnswer = options.onAnswer;
  }

  /** All there are, and the resourceVersion to watch from. */
  async list(
    signal: AbortSignal,
  ): Promise<{ records: LeaseRecord[]; resourceVersion: string }> {
    const { items, resourceVersion } = await listLeases(
      this.#cluster,
      this.#query,
      signal,
    );
    const records = items.flatMap(item => this.recordOf(item) ?? []);
    return { records, resourceVersion };
  }

  /** One stream of changes, from where all have been told. */
  watch(
    options: Omit<
      Parameters<typeof watch>[0],
      'cluster' | 'query' | 'resourceVersion'
    >,
  ): Promise<void> {
    return watch({
      ...options,
      cluster: this.#cluster,
      query: this.#query,
      resourceVersion: this.resourceVersion,
    });
  }

  /**
   * Makes sure that the API server answers, and is the one whose changes we
   * have followed: one that came back on empty or restored data would leave a
   * watch from our resourceVersion open and silent [K8].
   *
   * @param fieldSelector - which Lease to ask for; without one, any
   * @returns that Lease as it is now, if it is there
   */
  async verify(
    signal: AbortSignal,
    fieldSelector = this.#query.fieldSelector,
  ): Promise<LeaseRecord | undefined> {
    const { resourceVersion, lease } = await probeLeases(
      this.#cluster,
      { ...this.#query, fieldSelector },
      { signal, timeoutMs: ANSWER_TIMEOUT_MS },
    );
    if (Number(resourceVersion) < Number(this.resourceVersion)) {
      throw new KubernetesError({
        status: GONE,
        message: `its resourceVersion went back from ${this.resourceVersion} to ${resourceVersion}`,
      });
    }
    this.#onAnswer();
    return lease === undefined ? undefined : this.recordOf(lease);
  }

  /**
   * A Lease that was sent.
   *
   * @returns `undefined` for one that nobody asked for
   * @throws if it is not a Lease at all
   */
  recordOf(value: unknown): LeaseRecord | undefined {
    return leaseRecordOf(this.#scope, value);
  }
}
