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
import { abortable } from '../../time/abortable';
import type { Clock } from '../../time/clock';
import { FRESH_MS, type HistoryStore, type StoredSubject } from '../../history';
import type { ObservedServer } from '../ObservedServer';
import type { ServerDescription } from '../ServerDescription';
import type { ServerRegistry } from '../serverRegistry';
import { NEVER_JUDGED } from '../judgement';
import { SERVER_KIND } from '../serverClaims';
import { isServerStatus } from '../serverStatus';
import type { LastChecks, ToldCheck } from './LastChecks';
import { parseStoredServer } from './storedServer';
import { FailureLog } from '../../time/FailureLog';

/** How late a change that another replica saw may be shown here. */
const DEFAULT_POLL_MS = 5_000;

/** What was written by then is committed, whoever wrote meanwhile. */
const OVERLAP_MS = 5_000;

/** Rows of one statement; a few hundred kB. */
const PAGE_SIZE = 1_000;

/** A database that answers later is as good as lost. */
const DATABASE_TIMEOUT_MS = 10_000;

/** Of what another replica checks. */
const NOT_SAID = {
  status: 'Unknown',
  reason: 'starting',
  message:
    'Another replica of the backend checks it, and has not said anything of it yet',
} as const;

/** Of what no replica checks yet. */
const NOT_ASKED = {
  status: NEVER_JUDGED.status,
  reason: NEVER_JUDGED.reason,
  message: NEVER_JUDGED.message,
};

/** A stored row, with its times on our monotonic clock. */
interface Row {
  subject: StoredSubject;
  sinceMonotonicMs: number;
  seenMonotonicMs: number;
  dataMonotonicMs: number;
}

/** Of what the entry in the registry was made. */
interface Shown {
  row: Row | undefined;
  told: ToldCheck | undefined;
  description: ServerDescription;
  isFresh: boolean;
  isTaken: boolean;
}

/** Who knows the servers, and who checks them. */
interface ServerShares {
  definitions(): ReadonlyMap<string, ServerDescription>;
  shardOf(id: string): number | undefined;
  /** Whether another replica has it. */
  isTaken(shard: number): boolean;
  /** The shards that this replica holds. */
  held(): ReadonlyMap<number, number>;
}

interface Options {
  store: HistoryStore;
  registry: ServerRegistry;
  shares: ServerShares;
  lastChecks: Pick<LastChecks, 'get'>;
  clock: Clock;
  logger: LoggerService;
  pollMs?: number;
}

/**
 * Brings into the registry the servers that other replicas of the backend check, as
 * those have stored them. Where this replica checks all, it asks for nothing.
 *
 * @internal
 */
export class ServersElsewhere {
  readonly #options: Options;
  readonly #rows = new Map<string, Row>();
  readonly #shown = new Map<string, Shown>();
  /** What was written before has been read, by the database's clock. */
  #readUntil = 0;
  readonly #failures: FailureLog;
  #isStopped = false;
  #running: Promise<void> | undefined;
  #cancelTimer = () => {};

  constructor(options: Options) {
    this.#options = options;
    this.#failures = new FailureLog({
      logger: options.logger,
      failure: 'What other replicas check cannot be read',
      recovery: 'What other replicas check can be read again',
    });
  }

  /** Begins to read. */
  start(): void {
    this.#wake(0);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  /** There are other servers, or others of them are checked here: looks at once. */
  async refresh(): Promise<void> {
    await this.#running;
    if (!this.#isStopped) {
      await this.#poll();
    }
  }

  /** It is known of other checks of theirs. */
  review(): void {
    if (!this.#isStopped) {
      this.#show();
    }
  }

  #wake(delayMs: number): void {
    this.#cancelTimer();
    if (!this.#isStopped) {
      this.#cancelTimer = this.#options.clock.setTimer(
        () => this.#poll(),
        delayMs,
      );
    }
  }

  #poll(): Promise<void> {
    this.#cancelTimer();
    this.#running ??= this.#update().finally(() => {
      this.#running = undefined;
      this.#wake(this.#options.pollMs ?? DEFAULT_POLL_MS);
    });
    return this.#running;
  }

  async #update(): Promise<void> {
    const elsewhere = this.#elsewhere();
    if ([...elsewhere.keys()].some(id => !this.#shown.has(id))) {
      // What is stored of those may be older than what was read last.
      this.#readUntil = 0;
    }
    if (elsewhere.size > 0) {
      try {
        await abortable(
          this.#read(elsewhere),
          AbortSignal.timeout(DATABASE_TIMEOUT_MS),
        );
        this.#failures.succeeded();
      } catch (error) {
        this.#failures.failed(error);
      }
    }
    this.#show();
  }

  /** What is not checked here. */
  #elsewhere(): Map<string, ServerDescription> {
    const { definitions, shardOf, held } = this.#options.shares;
    const heldHere = held();
    const elsewhere = new Map<string, ServerDescription>();
    for (const [id, description] of definitions()) {
      const shard = shardOf(id);
      if (shard !== undefined && !heldHere.has(shard)) {
        elsewhere.set(id, description);
      }
    }
    return elsewhere;
  }

  async #read(elsewhere: ReadonlyMap<string, unknown>): Promise<void> {
    const { store, clock } = this.#options;
    const now = await store.now();
    const offsetMs = clock.monotonicMs() - now;
    let after = { writtenAt: this.#readUntil - OVERLAP_MS, id: '' };
    for (;;) {
      const page = await store.writtenAfter(SERVER_KIND, after, PAGE_SIZE);
      for (const subject of page) {
        const known = this.#rows.get(subject.id)?.subject;
        if (elsewhere.has(subject.id) && !isSame(known, subject)) {
          this.#rows.set(subject.id, {
            subject,
            sinceMonotonicMs: subject.since + offsetMs,
            seenMonotonicMs: subject.seenUntil + offsetMs,
            dataMonotonicMs:
              (subject.checkpointAt ?? subject.seenUntil) + offsetMs,
          });
        }
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE_SIZE) {
        break;
      }
      after = last;
    }
    this.#readUntil = now;
  }

  /** Shares may have changed while it was read. */
  #show(): void {
    const { registry, shares, lastChecks, clock } = this.#options;
    const definitions = shares.definitions();
    const elsewhere = this.#elsewhere();
    for (const { id, isElsewhere } of [...registry.subjects()]) {
      if (isElsewhere && !definitions.has(id)) {
        registry.delete(id);
      }
    }
    for (const id of [...this.#rows.keys(), ...this.#shown.keys()]) {
      if (!elsewhere.has(id)) {
        this.#rows.delete(id);
        this.#shown.delete(id);
      }
    }
    const nowMs = clock.monotonicMs();
    for (const [id, description] of elsewhere) {
      const row = this.#rows.get(id);
      const told = lastChecks.get(id);
      const isFresh =
        row !== undefined && nowMs - vouchedMs(row, told) <= FRESH_MS;
      const shard = shares.shardOf(id);
      const isTaken = shard !== undefined && shares.isTaken(shard);
      const next: Shown = { row, told, description, isFresh, isTaken };
      const shown = this.#shown.get(id);
      if (
        shown?.row !== row ||
        shown?.told !== told ||
        shown?.description !== description ||
        shown?.isFresh !== isFresh ||
        shown?.isTaken !== isTaken
      ) {
        this.#shown.set(id, next);
        registry.setElsewhere(this.#toServer(next));
      }
    }
  }

  #toServer(shown: Shown): ObservedServer {
    const { row, told, description, isFresh, isTaken } = shown;
    const { definition, unit, ...identity } = description;
    const known = row && this.#known(row, told, identity);
    if (!row || !known) {
      return {
        ...identity,
        ...this.#since(this.#options.clock.monotonicMs()),
        ...(isTaken ? NOT_SAID : NOT_ASKED),
      };
    }
    return isFresh
      ? known
      : {
          ...known,
          ...this.#since(vouchedMs(row, told)),
          status: 'Unknown',
          reason: 'not-checked',
          message:
            'No replica of the backend is known to have checked it since',
          lastKnown:
            known.status === 'Unknown' ? known.lastKnown : known.status,
          pending: undefined,
        };
  }

  #known(
    { subject, sinceMonotonicMs, dataMonotonicMs }: Row,
    told: ToldCheck | undefined,
    identity: Omit<ServerDescription, 'definition' | 'unit'>,
  ): ObservedServer | undefined {
    const { status, reason, checkpoint } = subject;
    const stored = parseStoredServer(checkpoint?.server);
    if (!isServerStatus(status)) {
      return undefined;
    }
    const since = this.#since(sinceMonotonicMs);
    if (!stored || stored.status !== status) {
      // What was stored with it is of another time.
      return { ...identity, ...since, status, reason, lastCheck: told?.check };
    }
    const { lastCheck, ...rest } = stored;
    const checkedMs = lastCheck ? dataMonotonicMs - lastCheck.ageMs : -Infinity;
    return {
      ...identity,
      ...rest,
      ...since,
      reason,
      lastCheck:
        lastCheck && !(told && told.check.monotonicMs >= checkedMs)
          ? {
              monotonicMs: checkedMs,
              wallMs: this.#wallMs(checkedMs),
              timings: lastCheck.timings,
            }
          : told?.check,
    };
  }

  #since(
    monotonicMs: number,
  ): Pick<ObservedServer, 'sinceMonotonicMs' | 'sinceWallMs'> {
    return {
      sinceMonotonicMs: monotonicMs,
      sinceWallMs: this.#wallMs(monotonicMs),
    };
  }

  #wallMs(monotonicMs: number): number {
    const { clock } = this.#options;
    return clock.wallMs() - (clock.monotonicMs() - monotonicMs);
  }
}

function isSame(a: StoredSubject | undefined, b: StoredSubject): boolean {
  return (
    a?.version === b.version &&
    a.seenUntil === b.seenUntil &&
    a.checkpointAt === b.checkpointAt
  );
}

/** When another replica was known last to check it. */
function vouchedMs({ seenMonotonicMs }: Row, told?: ToldCheck): number {
  return Math.max(seenMonotonicMs, told?.toldMonotonicMs ?? -Infinity);
}
