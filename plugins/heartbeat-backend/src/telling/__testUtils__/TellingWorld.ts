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

import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type {
  HeartbeatEntity,
  HistoryTransition,
  LeaseStop,
  LivenessStatus,
  ServerStatus,
  TransitionCause,
  UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import { FakeClock } from '../../__testUtils__/FakeClock';
import { observedHeartbeat } from '../../__testUtils__/observedHeartbeat';
import { observedServer } from '../../__testUtils__/observedServer';
import type { NotificationOptions } from '../../config/notificationOptions';
import { HeartbeatRegistry } from '../../controllers/HeartbeatRegistry';
import type { ObservedServer } from '../../servers/ObservedServer';
import { createServerRegistry } from '../../servers/serverRegistry';
import { createServerKind } from '../../servers/serverKind';
import { createControllerKind } from '../../controllers/controllerKind';
import { EntityIndex } from '../../entities';
import { Telling } from '../Telling';

/** A change of the status of a controller of this world. */
interface Change {
  status: LivenessStatus;
  reason?: UnknownReason;
  isFlapping?: boolean;
  /** Whose Lease it is; default: a pod of its own. */
  holder?: string;
  /** How it ended. */
  stop?: LeaseStop;
  /** Whether it was ever seen to live; it was unless this is false. */
  hasLived?: boolean;
  cause?: TransitionCause;
  /** How long ago it began. */
  agoMs?: number;
  /** Another replica writes it, and tells of it. */
  isWrittenByAnother?: boolean;
}

/** A change of the status of a server of this world. */
interface ServerChange {
  status: ServerStatus;
  reason?: string;
  message?: string;
  cluster?: string;
  isFlapping?: boolean;
  lastCheck?: ObservedServer['lastCheck'];
  /** How long ago it began. */
  agoMs?: number;
  /** How many checks in a row brought it about. */
  checks?: number;
  isWrittenByAnother?: boolean;
}

const MESSAGE = 'The API server does not answer; see whether it runs.';

/**
 * What is told over registries that tests write into, in place of the observer, and
 * with a notifications service that remembers.
 */
export class TellingWorld {
  readonly clock = new FakeClock();
  readonly registry = new HeartbeatRegistry({ clock: this.clock });
  readonly servers = createServerRegistry();
  readonly logger = mockServices.logger.mock();
  readonly publish = jest.fn(async (_: object) => {});
  readonly send = jest.fn(async (_: NotificationSendOptions) => {});
  readonly signal = jest.fn(async () => {});
  /** By controller, or by server. */
  readonly entities = new Map<string, HeartbeatEntity[]>();
  readonly lookup = jest.fn(async () => this.#index());
  readonly telling: Telling;
  #written = 0;

  constructor(
    options: {
      notifications?: Partial<NotificationOptions>;
      metrics?: MetricsService;
      /** Kinds. */
      measuredSingly?: string[];
    } = {},
  ) {
    this.telling = new Telling({
      kinds: [
        createControllerKind({
          registry: this.registry,
          clock: this.clock,
          leaseCheckpoint: () => undefined,
        }),
        createServerKind({
          registry: this.servers,
          clock: this.clock,
          memoryOf: () => undefined,
        }),
      ],
      measuredSingly: options.measuredSingly ?? [],
      notificationOptions: {
        enabled: true,
        statuses: ['Dead'],
        delayMs: 60_000,
        fallbackRecipients: [],
        ...options.notifications,
      },
      entities: this.lookup,
      clock: this.clock,
      logger: this.logger,
      events: { publish: this.publish, subscribe: async () => {} },
      metrics: options.metrics ?? metricsServiceMock.mock(),
      notifications: { send: this.send },
      signals: { publish: this.signal },
    });
  }

  owns(owner: string | undefined, subject: string, title = subject) {
    this.entities.set(subject, [
      ...(this.entities.get(subject) ?? []),
      { entityRef: `component:default/${title.toLowerCase()}`, title, owner },
    ]);
  }

  /** Verdicts of one moment, and what the history tells of them. */
  async change(changes: Record<string, Change>): Promise<void> {
    const written: HistoryTransition[] = [];
    for (const [controller, change] of Object.entries(changes)) {
      written.push(...this.#observe(controller, change));
    }
    this.telling.onWritten(written);
    await settle();
  }

  /** What checks made of servers, and what the history tells of it. */
  async changeServers(changes: Record<string, ServerChange>): Promise<void> {
    const written: HistoryTransition[] = [];
    for (const [name, change] of Object.entries(changes)) {
      written.push(...this.#check(name, change));
    }
    this.telling.onWritten(written);
    await settle();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settle();
  }

  /** What was sent: to whom, and with which title. */
  get told(): string[] {
    return this.send.mock.calls.map(([{ recipients, payload }]) => {
      const to =
        recipients.type === 'entity' ? [recipients.entityRef].flat() : ['all'];
      return `${to.join(' ')}: ${payload.title}`;
    });
  }

  get lastPayload() {
    return this.send.mock.lastCall?.[0].payload;
  }

  /** Each subject is bound to its entities by its name. */
  #index(): EntityIndex {
    return new EntityIndex(
      Array.from(this.entities, ([name, entities]) =>
        entities.map(entity => ({
          entity,
          claims: ['heartbeat/controller', 'heartbeat/server'].map(
            annotation => ({ kind: '', annotation, value: name }),
          ),
          isSilent: false,
          problems: [],
        })),
      ).flat(),
    );
  }

  #observe(controller: string, change: Change): HistoryTransition[] {
    const { status, reason, cause = 'silence', agoMs = 0 } = change;
    const known = observedHeartbeat(controller);
    const { id } = known;
    const previous = this.registry.controllers.subject(id)?.best;
    const atMonotonicMs = this.clock.monotonicMs() - agoMs;
    const atWallMs = this.clock.wallMs() - agoMs;
    const lastBeat =
      status === 'Alive'
        ? { monotonicMs: atMonotonicMs, wallMs: atWallMs }
        : previous?.lastBeat;
    const unknown = reason && { reason, message: MESSAGE };
    const from = previous && {
      status: previous.status,
      unknownReason: previous.unknown?.reason,
    };
    this.registry.setHeartbeat(
      {
        ...known,
        record: {
          ...known.record,
          holder:
            change.holder ??
            `${controller}-0_6b3c7a52-0f0e-4a55-9f4b-0a3f2c6ad7b1`,
        },
        status,
        sinceWallMs: atWallMs,
        silentSinceMonotonicMs: lastBeat?.monotonicMs ?? 0,
        durationMs: 30_000,
        limits: { lateAfterMs: 20_000, deadAfterMs: 31_000 },
        usualGapMs: 10_000,
        isFlapping: change.isFlapping,
        stop: change.stop && {
          ...{ by: change.stop, atMonotonicMs },
          ...{ isSeen: true, isRepeated: false },
        },
        hasLived: change.hasLived ?? true,
        ...{ lastBeat, unknown },
      },
      {
        ...{ from, cause, atMonotonicMs, atWallMs },
        to: { status, unknownReason: reason },
      },
    );
    return change.isWrittenByAnother
      ? []
      : [
          {
            id: `${id}@${++this.#written}`,
            subjectId: id,
            kind: 'controller',
            cluster: 'demo',
            name: controller,
            from: previous?.status,
            to: status,
            at: new Date(atWallMs).toISOString(),
            ageMs: agoMs,
            evidence: { silentForMs: 31_000 },
            ...{ reason, cause },
          },
        ];
  }

  #check(name: string, change: ServerChange): HistoryTransition[] {
    const { agoMs = 0, checks = 3, isWrittenByAnother, ...words } = change;
    const { status: to, reason } = words;
    const server = observedServer(name, {
      ...words,
      sinceMonotonicMs: this.clock.monotonicMs() - agoMs,
      sinceWallMs: this.clock.wallMs() - agoMs,
    });
    const from = this.servers.subject(server.id)?.status;
    this.servers.set(server, {
      subject: server,
      from: from && { status: from },
      to: { status: to, reason },
      atMonotonicMs: server.sinceMonotonicMs,
      atWallMs: server.sinceWallMs,
      cause: 'check',
      evidence: { checks },
    });
    return isWrittenByAnother
      ? []
      : [
          {
            id: `${server.id}@${++this.#written}`,
            subjectId: server.id,
            kind: 'server',
            name,
            at: new Date(server.sinceWallMs).toISOString(),
            ageMs: agoMs,
            cause: 'check',
            ...{ from, to, reason },
          },
        ];
  }
}

/** Lets everything that is not a timer happen. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await new Promise(resolve => setImmediate(resolve));
  }
}
