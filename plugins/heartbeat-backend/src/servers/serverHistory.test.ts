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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type {
  HistoryTransition,
  ServerStatus,
} from 'backstage-plugin-heartbeat-common';
import type { Knex } from 'knex';
import { eventually } from '@internal/test-support';
import { DATABASES } from '../__testUtils__/databases';
import { systemClock as clock } from '../time/clock';
import { momentOf } from '../time/moment';
import { History } from '../history/History';
import type { ObservedServer } from './ObservedServer';
import type { ServerDescription } from './ServerDescription';
import { createServerRegistry } from './serverRegistry';
import { SERVER_KIND } from './serverClaims';
import { serverMemories } from './serverHistory';
import { createServerKind } from './serverKind';
import { SubjectHistory } from '../subjects/SubjectHistory';
import { LastChecks } from './handover/LastChecks';
import { LastCheckStore } from './handover/LastCheckStore';
import { ServersElsewhere } from './handover/ServersElsewhere';

const databases = TestDatabases.create(DATABASES);

const MINUTE_MS = 60_000;

const memory = {
  status: 'Healthy',
  ageMs: 0,
  isDown: false,
  isDegraded: false,
  isAfresh: false,
  downChecks: 0,
  recentStates: 0,
  isFlapping: false,
};

const idOf = (name: string) => `server:config/${name}`;

const descriptionOf = (name: string): ServerDescription => ({
  id: idOf(name),
  name,
  source: 'config',
  provider: 'http',
  target: `https://${name}.example.com/`,
  bindings: [{ annotation: 'heartbeat/server', value: name }],
  entityRefs: [],
  intervalMs: 30_000,
  definition: { name, provider: 'http', spec: {}, trust: 'operator' },
  unit: idOf(name),
});

/** A backend that checks some servers, by the letter that their names begin with. */
class Replica {
  readonly registry = createServerRegistry();
  readonly definitions = new Map<string, ServerDescription>();
  readonly written: HistoryTransition[] = [];
  readonly news: string[] = [];
  held = new Set<number>();
  history!: History;
  contributor!: SubjectHistory<ObservedServer>;
  elsewhere!: ServersElsewhere;
  lastChecks!: LastChecks;

  static async start(knex: Knex, ...held: string[]): Promise<Replica> {
    const replica = new Replica();
    const { registry, definitions } = replica;
    replica.hold(...held);
    const shardOf = (id: string) =>
      idOf('').length < id.length ? id.charCodeAt(idOf('').length) : undefined;
    const kind = createServerKind({
      registry,
      clock,
      memoryOf: id =>
        replica.held.has(shardOf(id) ?? -1) ? { ...memory } : undefined,
    });
    replica.contributor = new SubjectHistory(kind);
    const logger = mockServices.logger.mock();
    replica.history = await History.create({
      database: mockServices.database({ knex }),
      contributors: [replica.contributor],
      clock,
      logger,
      onWritten: transitions => replica.written.push(...transitions),
    });
    replica.history.start();
    replica.lastChecks = new LastChecks({
      store: await LastCheckStore.create({
        database: mockServices.database({ knex }),
      }),
      servers: () => registry.subjects(),
      isAlone: () => false,
      fleetNowMs: () => clock.wallMs(),
      clock,
      logger,
    });
    replica.elsewhere = new ServersElsewhere({
      store: replica.history.store,
      registry,
      shares: {
        definitions: () => definitions,
        shardOf,
        isTaken: () => true,
        held: () => new Map([...replica.held].map(shard => [shard, 0])),
      },
      lastChecks: replica.lastChecks,
      clock,
      logger,
      pollMs: 20,
    });
    registry.onChange(() => replica.news.push('news'));
    return replica;
  }

  hold(...letters: string[]): void {
    this.held = new Set(letters.map(letter => letter.charCodeAt(0)));
  }

  define(...names: string[]): this {
    names.forEach(name =>
      this.definitions.set(idOf(name), descriptionOf(name)),
    );
    return this;
  }

  /** As the engine does when a check turned a server. */
  found(
    name: string,
    status: ServerStatus,
    more: Partial<ObservedServer> = {},
  ): void {
    const { definition, unit, ...identity } = descriptionOf(name);
    const known = this.registry.subject(idOf(name));
    const server: ObservedServer = {
      ...identity,
      status,
      sinceMonotonicMs: clock.monotonicMs(),
      sinceWallMs: clock.wallMs(),
      ...more,
    };
    this.registry.set(server, {
      subject: server,
      from: known && { status: known.status },
      to: { status },
      atMonotonicMs: server.sinceMonotonicMs,
      atWallMs: server.sinceWallMs,
      cause: known ? 'check' : 'first-check',
      evidence: { failures: 3 },
    });
  }

  status(name: string): string | undefined {
    const server = this.registry.subject(idOf(name));
    return server && [server.status, server.reason].filter(Boolean).join(' ');
  }

  async stop(): Promise<void> {
    this.elsewhere.stop();
    await this.history.stop();
  }
}

describe.each(databases.eachSupportedId())('servers in %s', id => {
  const replicas: Replica[] = [];
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init(id);
  });

  afterEach(async () => {
    await Promise.all(replicas.splice(0).map(replica => replica.stop()));
  });

  async function start(...held: string[]): Promise<Replica> {
    const replica = await Replica.start(knex, ...held);
    replicas.push(replica);
    return replica;
  }

  /** Time goes by in which nobody says anything. */
  async function silence(ms: number): Promise<void> {
    await knex('heartbeat_subjects').update({
      seen_until: knex.raw('seen_until - ?', [ms]),
      others_seen_until: knex.raw('others_seen_until - ?', [ms]),
      checkpoint_at: knex.raw('checkpoint_at - ?', [ms]),
      since: knex.raw('since - ?', [ms]),
      changed_at: knex.raw('changed_at - ?', [ms]),
    });
  }

  describe('have a history', () => {
    it('in which each change of status is a row, with what was seen', async () => {
      const replica = await start('a');
      replica.found('a1', 'Healthy');
      replica.found('a1', 'Down', {
        reason: 'connection-refused',
        message: 'a1.example.com:443 refuses connections',
      });
      await eventually('both', () => replica.written.length === 2);
      const { items } = await replica.history.reader.transitions({
        subjectIds: [idOf('a1')],
        limit: 10,
      });
      expect(items).toMatchObject([
        {
          kind: SERVER_KIND,
          name: 'a1',
          from: 'Healthy',
          to: 'Down',
          reason: 'connection-refused',
          cause: 'check',
          evidence: {
            provider: 'http',
            target: 'https://a1.example.com/',
            message: 'a1.example.com:443 refuses connections',
            failures: 3,
          },
        },
        { to: 'Healthy', cause: 'first-check' },
      ]);
    });

    it('which counts maintenance as out of service and a degraded server as up', async () => {
      const { contributor } = await start();
      expect(contributor.standingOf('Maintenance')).toBe('stopped');
      expect(contributor.standingOf('Degraded')).toBe('up');
      expect(contributor.standingOf('Down')).toBe('down');
      expect(contributor.standingOf('Alive')).toBe('unknown');
    });

    it('in which one that cannot ask does not overrule one that just did', async () => {
      const [one, other] = [await start('a'), await start('a')];
      one.found('a1', 'Healthy');
      await eventually('the row', () => one.written.length === 1);
      other.found('a1', 'Unknown', { reason: 'network-down' });
      await other.history.checkpoint();
      other.found('a1', 'Unknown', { reason: 'provider-failed' });
      await eventually('a row', () => other.written.length === 1);
      // What the server's provider found counts, whoever it was.
      expect(other.written).toMatchObject([{ reason: 'provider-failed' }]);
    });

    it('from which a successor goes on with what is remembered', async () => {
      const one = await start('a');
      one.found('a1', 'Healthy');
      await one.history.checkpoint();
      await silence(20_000);
      const other = await start('a');
      const remembered = await other.history.remembered(SERVER_KIND, [
        idOf('a1'),
        idOf('a2'),
      ]);
      const memories = serverMemories(remembered);
      expect([...memories.keys()]).toEqual([idOf('a1')]);
      expect(memories.get(idOf('a1'))).toMatchObject({ status: 'Healthy' });
      expect(memories.get(idOf('a1'))?.ageMs).toBeGreaterThanOrEqual(20_000);
    });
  });

  describe('that another replica checks', () => {
    it('are known as it stored them, and its changes within moments', async () => {
      const [one, other] = [await start('a'), await start('b')];
      other.define('a1', 'b1').elsewhere.start();
      const checkedMs = clock.monotonicMs();
      one.found('a1', 'Healthy', {
        lastCheck: {
          monotonicMs: checkedMs,
          wallMs: clock.wallMs(),
          timings: { connectMs: 3, totalMs: 12 },
        },
        facts: { region: 'north' },
        intervalMs: 7_500,
        pending: { status: 'Down', count: 1, needed: 3 },
        lifecycle: { phase: 'Running', marks: [] },
      });
      await eventually('it', () => other.status('a1') === 'Healthy');
      const server = other.registry.subject(idOf('a1'));
      expect(server).toMatchObject({
        isElsewhere: true,
        target: 'https://a1.example.com/',
        facts: { region: 'north' },
        intervalMs: 7_500,
        pending: { status: 'Down', count: 1, needed: 3 },
        lifecycle: { phase: 'Running', marks: [] },
        lastCheck: { timings: { connectMs: 3, totalMs: 12 } },
      });
      expect(
        Math.abs((server?.lastCheck?.monotonicMs ?? 0) - checkedMs),
      ).toBeLessThan(200);
      expect(server).not.toHaveProperty('definition');

      one.found('a1', 'Down', { reason: 'timeout' });
      await eventually('it', () => other.status('a1') === 'Down timeout');
      // Its own it leaves alone.
      expect(other.registry.subject(idOf('b1'))).toBeUndefined();
      expect(other.written).toEqual([]);
    });

    it('are Unknown before anybody has stored anything, and forgotten when no source names them', async () => {
      const replica = await start('b');
      replica.define('a1', 'a2');
      await replica.elsewhere.refresh();
      expect(replica.status('a1')).toBe('Unknown starting');
      replica.definitions.delete(idOf('a1'));
      await replica.elsewhere.refresh();
      expect(replica.status('a1')).toBeUndefined();
      expect(replica.status('a2')).toBe('Unknown starting');
    });

    it('are known as they were stored also where a source names them only later', async () => {
      const [one, other] = [await start('a'), await start('b')];
      one.found('a1', 'Healthy');
      one.found('a2', 'Healthy');
      await one.history.checkpoint();
      other.define('a1');
      await other.elsewhere.refresh();
      other.define('a2');
      // Long after it was written.
      await knex('heartbeat_subjects').update({ written_at: 0 });
      await other.elsewhere.refresh();
      expect(other.status('a2')).toBe('Healthy');
    });

    it('are Unknown when nobody has vouched for them for two minutes, and no longer when somebody does', async () => {
      const [one, other] = [await start('a'), await start('b')];
      other.define('a1');
      one.found('a1', 'Down', { reason: 'timeout' });
      await one.history.checkpoint();
      await silence(3 * MINUTE_MS);
      await other.elsewhere.refresh();
      expect(other.status('a1')).toBe('Unknown not-checked');
      expect(other.registry.subject(idOf('a1'))?.lastKnown).toBe('Down');
      await one.history.checkpoint();
      await other.elsewhere.refresh();
      expect(other.status('a1')).toBe('Down timeout');
    });

    it('are shown with their last check as it is told, which is stored once a minute only', async () => {
      const [one, other] = [await start('a'), await start('b')];
      other.define('a1');
      one.found('a1', 'Healthy', { lastCheck: momentOf(clock) });
      await one.history.checkpoint();
      await other.elsewhere.refresh();
      const news = other.news.length;
      const lastCheck = { ...momentOf(clock), timings: { totalMs: 7 } };
      one.found('a1', 'Healthy', { lastCheck });
      await one.lastChecks.exchange();
      await other.lastChecks.exchange();
      other.elsewhere.review();
      const shown = other.registry.subject(idOf('a1'))?.lastCheck;
      expect(shown?.timings).toEqual({ totalMs: 7 });
      for (const key of ['monotonicMs', 'wallMs'] as const) {
        expect(Math.abs((shown?.[key] ?? 0) - lastCheck[key])).toBeLessThan(20);
      }
      expect(other.news).toHaveLength(news);
    });

    it('stay known while it is told that they are checked, whatever was stored when', async () => {
      const [one, other] = [await start('a'), await start('b')];
      other.define('a1');
      one.found('a1', 'Healthy', { lastCheck: momentOf(clock) });
      await one.history.checkpoint();
      await silence(3 * MINUTE_MS);
      await other.elsewhere.refresh();
      expect(other.status('a1')).toBe('Unknown not-checked');
      await one.lastChecks.exchange();
      await other.lastChecks.exchange();
      other.elsewhere.review();
      expect(other.status('a1')).toBe('Healthy');
    });

    it('are news only when their status is another one', async () => {
      const [one, other] = [await start('a'), await start('b')];
      other.define('a1');
      one.found('a1', 'Healthy');
      await one.history.checkpoint();
      await other.elsewhere.refresh();
      const shown = other.registry.subject(idOf('a1'));
      expect(other.news).toHaveLength(1);
      await other.elsewhere.refresh();
      expect(other.registry.subject(idOf('a1'))).toBe(shown);
      await one.history.checkpoint();
      await other.elsewhere.refresh();
      expect(other.news).toHaveLength(1);
    });

    it('are shown as they were until it is known who has them now', async () => {
      const one = await start('a');
      one.define('a1');
      one.found('a1', 'Healthy');
      await one.history.checkpoint();
      one.hold();
      await one.elsewhere.refresh();
      expect(one.status('a1')).toBe('Healthy');
      expect(one.registry.subject(idOf('a1'))?.isElsewhere).toBe(true);
      // It does not vouch for it any more.
      await silence(MINUTE_MS);
      const before = await knex('heartbeat_subjects').first();
      await one.history.checkpoint();
      expect(await knex('heartbeat_subjects').first()).toEqual(before);
    });

    it('are not asked for where there are none', async () => {
      const replica = await start('a');
      replica.define('a1');
      const read = jest.spyOn(replica.history.store, 'writtenAfter');
      await replica.elsewhere.refresh();
      expect(read).not.toHaveBeenCalled();
      expect(replica.registry.subject(idOf('a1'))).toBeUndefined();
    });

    it('are read in pages, however many there are', async () => {
      const [one, other] = [await start('a'), await start('b')];
      const names = Array.from({ length: 2_500 }, (_, i) => `a${i}`);
      other.define(...names);
      names.forEach(name => one.found(name, 'Healthy'));
      await one.history.checkpoint();
      await other.elsewhere.refresh();
      const { registry } = other;
      expect([...registry.subjects()]).toHaveLength(names.length);
      for (const server of registry.subjects()) {
        expect(server.status).toBe('Healthy');
      }
    }, 60_000);
  });
});
