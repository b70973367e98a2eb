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
import type {
  LeaseRecord,
  LeaseRef,
  UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';
import type { Clock } from '../clock';
import { Backoff } from './Backoff';
import { KubernetesError } from './KubernetesError';
import { KubernetesHttp } from './KubernetesHttp';
import { parseLeaseObject, toLeaseRecord } from './leaseRecord';
import { pause } from '../pause';
import { watch, type WatchEvent } from './watch';

/**
 * What is observed as one: the Leases of a namespace (or of all) of one cluster
 * that bear a label.
 *
 * @internal
 */
export interface LeaseScope {
  cluster: KubernetesCluster;
  /** Absent: all namespaces. */
  namespace?: string;
  /** The label's key; its value is the controller's name. */
  label: string;
}

/**
 * Whom an observer tells what it sees.
 *
 * @internal
 */
export interface LeaseListener {
  /** All there is; the scope is in sight from now on. */
  onList(records: LeaseRecord[]): void;
  /** Created or changed a moment ago. */
  onChange(record: LeaseRecord): void;
  onDelete(ref: LeaseRef): void;
  /**
   * Nothing can be seen any more.
   *
   * @param sinceMs - the last moment at which it could, on the monotonic clock
   */
  onSightLost(
    why: { reason: UnknownReason; message: string },
    sinceMs: number,
  ): void;
}

/** What the Kubernetes clients use; a page of Leases is about half a megabyte. */
const PAGE_SIZE = 500;

const LIST_TIMEOUT_MS = 15_000;

/** An API server that takes longer than this to give one Lease does not keep up with renewals either. */
const CHECK_TIMEOUT_MS = 1_500;

/** Of many renewals that are overdue at once, one check speaks for all. */
const CHECK_PAUSE_MS = 1_000;

/** A stream that ends sooner is not one that served its time. */
const SHORT_STREAM_MS = 1_000;

const GONE = 410;

const leaseList = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    continue: z.string().optional(),
  }),
  items: z.array(z.unknown()).nullable(),
});

/**
 * Keeps sight of one scope: list, then watch, then watch again from where the
 * stream ended, then list again where that fails.
 *
 * @internal
 */
export class LeaseObserver {
  readonly #scope: LeaseScope;
  readonly #http: KubernetesHttp;
  readonly #listener: LeaseListener;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #path: string;
  /** For messages. */
  readonly #name: string;
  readonly #backoff = new Backoff();
  #isInSight = false;
  #lastSeenMs: number;
  #lastCheckMs = -Infinity;
  /** Said once, not with each attempt. */
  #lastMessage: string | undefined;
  /** Ends the current stream, with the reason why. */
  #stream: AbortController | undefined;

  static create(options: {
    scope: LeaseScope;
    listener: LeaseListener;
    clock: Clock;
    logger: LoggerService;
  }): LeaseObserver {
    return new LeaseObserver(options);
  }

  private constructor(options: {
    scope: LeaseScope;
    listener: LeaseListener;
    clock: Clock;
    logger: LoggerService;
  }) {
    const { cluster, namespace } = options.scope;
    this.#scope = options.scope;
    this.#listener = options.listener;
    this.#clock = options.clock;
    this.#logger = options.logger.child({
      cluster: cluster.name,
      namespace: namespace ?? '*',
      label: options.scope.label,
    });
    this.#http = new KubernetesHttp(cluster);
    this.#path = `/apis/coordination.k8s.io/v1${
      namespace === undefined ? '' : `/namespaces/${namespace}`
    }/leases`;
    this.#name = `${
      namespace === undefined ? '' : `namespace ${namespace} of `
    }cluster ${cluster.name}`;
    this.#lastSeenMs = options.clock.monotonicMs();
  }

  /** Observes until the signal is given. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let pauseMs = 0;
      try {
        await this.#listAndWatch(signal);
      } catch (error) {
        if (!signal.aborted) {
          pauseMs = this.#loseSight(error);
        }
      }
      await pause(pauseMs, signal);
    }
  }

  /**
   * Asks the API server for one Lease, bypassing the watch: where it does not
   * answer at once, the scope is out of sight. This tells a controller that fell
   * silent from an API server that did.
   */
  async check(signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    if (!this.#isInSight || nowMs - this.#lastCheckMs < CHECK_PAUSE_MS) {
      return;
    }
    this.#lastCheckMs = nowMs;
    const stream = this.#stream;
    try {
      await this.#http.json({
        path: this.#path,
        query: { labelSelector: this.#scope.label, limit: '1' },
        signal,
        timeoutMs: CHECK_TIMEOUT_MS,
      });
    } catch (error) {
      if (!signal.aborted) {
        stream?.abort(error);
      }
    }
  }

  async #listAndWatch(signal: AbortSignal): Promise<void> {
    let resourceVersion = await this.#list(signal);
    for (;;) {
      const openedMs = this.#clock.monotonicMs();
      resourceVersion = await this.#watch(resourceVersion, signal);
      if (this.#clock.monotonicMs() - openedMs < SHORT_STREAM_MS) {
        await pause(this.#backoff.next(), signal);
      }
      if (signal.aborted) {
        return;
      }
    }
  }

  /** Lists page by page, tells the listener, and returns the list's resourceVersion. */
  async #list(signal: AbortSignal): Promise<string> {
    const records: LeaseRecord[] = [];
    let next: string | undefined;
    let resourceVersion: string;
    do {
      const page = leaseList.parse(
        await this.#http.json({
          path: this.#path,
          query: {
            labelSelector: this.#scope.label,
            limit: `${PAGE_SIZE}`,
            continue: next,
          },
          signal,
          timeoutMs: LIST_TIMEOUT_MS,
        }),
      );
      for (const item of page.items ?? []) {
        records.push(this.#record(item));
      }
      resourceVersion = page.metadata.resourceVersion;
      next = page.metadata.continue || undefined;
    } while (next !== undefined);
    this.#seen();
    if (!this.#isInSight) {
      this.#logger.info(`Watching ${records.length} Leases in ${this.#name}`);
    }
    this.#isInSight = true;
    this.#lastMessage = undefined;
    this.#listener.onList(records);
    return resourceVersion;
  }

  /** Follows one stream to its end and returns the resourceVersion reached. */
  async #watch(from: string, signal: AbortSignal): Promise<string> {
    let resourceVersion = from;
    let isOpen = false;
    const stream = new AbortController();
    this.#stream = stream;
    try {
      for await (const event of watch({
        http: this.#http,
        path: this.#path,
        labelSelector: this.#scope.label,
        resourceVersion,
        signal: AbortSignal.any([signal, stream.signal]),
        onOpen: () => {
          isOpen = true;
          this.#seen();
        },
      })) {
        this.#seen();
        this.#backoff.reset();
        resourceVersion = event.resourceVersion || resourceVersion;
        this.#tell(event);
      }
    } catch (error) {
      if (stream.signal.aborted) {
        throw stream.signal.reason;
      }
      const isBroken =
        isOpen && error instanceof KubernetesError && !error.isAnswer;
      if (signal.aborted || !isBroken) {
        throw error;
      }
      this.#logger.debug(`Resuming the watch of ${this.#name}`, error);
    } finally {
      this.#stream = undefined;
    }
    return resourceVersion;
  }

  #tell(event: WatchEvent): void {
    if (event.type === 'BOOKMARK') {
      return;
    }
    const record = this.#record(event.object);
    if (event.type === 'DELETED') {
      this.#listener.onDelete(record.ref);
    } else {
      this.#listener.onChange(record);
    }
  }

  #record(value: unknown): LeaseRecord {
    return toLeaseRecord(parseLeaseObject(value), {
      cluster: this.#scope.cluster.name,
      label: this.#scope.label,
    });
  }

  #seen(): void {
    this.#lastSeenMs = this.#clock.monotonicMs();
  }

  /** @returns how long to wait before the next attempt, in milliseconds */
  #loseSight(cause: unknown): number {
    const error =
      cause instanceof KubernetesError
        ? cause
        : new KubernetesError({
            message: 'its answer is no list of Leases',
            cause,
          });
    if (error.status === GONE) {
      // The resourceVersion was compacted away. The list that follows at once
      // tells all that was missed, so sight is not lost by it.
      this.#logger.debug(`Listing ${this.#name} again`, error);
      return 0;
    }
    const message = `${this.#name} cannot be watched: ${
      error.message
    }. ${wayOut(error.reason)}`;
    if (this.#lastMessage !== message) {
      this.#logger.warn(message);
      this.#logger.debug(message, error);
    }
    this.#lastMessage = message;
    this.#isInSight = false;
    this.#listener.onSightLost(
      { reason: error.reason, message },
      this.#lastSeenMs,
    );
    return this.#backoff.next(error.retryAfterMs);
  }
}

/** What the reader can do about it. */
function wayOut(reason: UnknownReason): string {
  switch (reason) {
    case 'forbidden':
      return 'Give the account of the portal the verbs "list" and "watch" on leases.coordination.k8s.io there';
    case 'unauthorized':
      return 'Check the credentials that the portal has for this cluster';
    default:
      return 'Check that its API server runs and can be reached from this backend';
  }
}
