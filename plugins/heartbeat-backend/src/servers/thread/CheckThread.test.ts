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

import { once } from 'node:events';
import net from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { mockServices } from '@backstage/backend-test-utils';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { FakeClock } from '../../__testUtils__/FakeClock';
import { systemClock } from '../../time/clock';
import { TargetGuard, type AllowRule } from '../../targets';
import { createNetworkProviders } from '../providers/createNetworkProviders';
import type {
  NetworkProbe,
  NetworkProvider,
  NetworkQuestion,
} from '../providers/NetworkProvider';
import { RawServer } from '../providers/__testUtils__/RawServer';
import { CheckThread } from './CheckThread';
import { startThread } from './startThread';

/** Says of each check whether its definition came with it, and what it was told to forget so far. */
const TELLS = `
  const { parentPort } = require('node:worker_threads');
  let forgotten = 0;
  parentPort.on('message', ({ type, check, question }) => {
    if (type === 'forget') {
      forgotten++;
    }
    if (type === 'check') {
      const facts = { came: String(question !== undefined), forgotten: String(forgotten) };
      parentPort.postMessage({ check, observation: { outcome: 'healthy', facts } });
    }
  });
`;

const ENDS_WHEN_ASKED = `
  require('node:worker_threads').parentPort.once('message', () => process.exit(3));
`;

const FAILS_WHEN_ASKED = `
  require('node:worker_threads').parentPort.once('message', () => {
    throw new Error('it is broken');
  });
`;

const HOARDS_WHEN_ASKED = `
  const hoard = [];
  require('node:worker_threads').parentPort.once('message', () => {
    for (;;) hoard.push(new Array(1000).fill({}));
  });
`;

const LOOPS_WHEN_ASKED = `
  const { parentPort } = require('node:worker_threads');
  parentPort.postMessage('ready');
  parentPort.once('message', () => {
    for (;;);
  });
`;

/** What is said of a server while there is no thread: nothing. */
const ENDED = {
  outcome: 'unknown',
  reason: 'provider-failed',
  message: expect.stringContaining('The thread that asks servers has ended'),
};

/** How many turns of the event loop a collected object may take to be missed. */
const MANY_TURNS = 1_000;

const LITTLE: ResourceLimits = { maxOldGenerationSizeMb: 16 };

/** Takes whatever it is given; the thread's own is more particular. */
const anything: NetworkProvider = {
  kind: 'http',
  vetsTargets: true,
  prepare: () => ({
    target: 'anything',
    check: () => Promise.reject(new Error('It is the thread that asks')),
  }),
};

function question(
  spec: object,
  trust: NetworkQuestion['trust'] = 'operator',
): NetworkQuestion {
  return { provider: 'http', spec, trust };
}

describe('the thread that asks servers', () => {
  const clock = new FakeClock();
  const logger = mockServices.logger.mock();
  let shutdown: AbortController;
  let started: Worker[];

  beforeEach(() => {
    shutdown = new AbortController();
    started = [];
    jest.clearAllMocks();
  });

  afterEach(async () => {
    shutdown.abort();
    await Promise.all(started.map(worker => worker.terminate()));
  });

  function threadOf(options: { allow?: AllowRule[]; codes?: string[] } = {}) {
    const { allow = [], codes } = options;
    return new CheckThread({
      ...{ allow, clock, logger, signal: shutdown.signal },
      start: given => {
        const code = codes?.[Math.min(started.length, codes.length - 1)];
        const worker = code
          ? new Worker(code, { eval: true, resourceLimits: LITTLE })
          : startThread(given);
        started.push(worker);
        return worker;
      },
    });
  }

  /** The first thread does this, the second that, and so on; the last is what all others do. */
  function probeOf(...codes: string[]): NetworkProbe {
    return threadOf({ codes }).asking(anything).prepare(question({}));
  }

  function check(probe: NetworkProbe, signal = new AbortController().signal) {
    return probe.check({ signal });
  }

  describe('that runs', () => {
    const [http] = createNetworkProviders({
      guard: new TargetGuard({ allow: [] }),
    });
    const servers: RawServer[] = [];

    afterEach(async () => {
      await Promise.all(servers.splice(0).map(server => server.stop()));
    });

    async function serve(answer?: string): Promise<string> {
      const server = await RawServer.start(socket => {
        if (answer !== undefined) {
          socket.end(answer);
        }
      });
      servers.push(server);
      return `http://127.0.0.1:${server.port}/health`;
    }

    it('connects, so that the portal does not', async () => {
      const connect = jest.spyOn(net, 'connect');
      const url = await serve('HTTP/1.1 204 No Content\r\n\r\n');
      const probe = threadOf().asking(http).prepare(question({ url }));

      expect(probe).toMatchObject({ target: url, host: '127.0.0.1' });
      expect(await check(probe)).toEqual({
        outcome: 'healthy',
        timings: {
          connectMs: expect.any(Number),
          firstByteMs: expect.any(Number),
          totalMs: expect.any(Number),
        },
      });
      expect(connect).not.toHaveBeenCalled();
    });

    it('checks many at a time', async () => {
      const asking = threadOf().asking(http);
      const statuses = Array.from({ length: 20 }, (_, i) => 500 + i);
      const found = await Promise.all(
        statuses.map(async status => {
          const url = await serve(`HTTP/1.1 ${status} No\r\n\r\n`);
          return check(asking.prepare(question({ url })));
        }),
      );

      expect(found.map(({ message }) => message)).toEqual(
        statuses.map(status => expect.stringContaining(String(status))),
      );
      expect(started).toHaveLength(1);
    });

    it('is told when a check is to end', async () => {
      const asking = threadOf().asking(http);
      const well = await serve('HTTP/1.1 204 No Content\r\n\r\n');
      await check(asking.prepare(question({ url: well })));
      const url = await serve();
      const probe = asking.prepare(question({ url }));

      expect(await check(probe, AbortSignal.timeout(50))).toMatchObject({
        outcome: 'down',
        reason: 'timeout',
      });
      expect(await check(probe, AbortSignal.abort())).toMatchObject({
        outcome: 'down',
        reason: 'timeout',
      });
    });

    it('says nothing of a server that it had no time for at its start', async () => {
      const url = await serve();
      const probe = threadOf().asking(http).prepare(question({ url }));

      expect(await check(probe, AbortSignal.timeout(1))).toMatchObject({
        outcome: 'unknown',
        reason: 'starting',
      });
    });

    it.each([
      ['not asked where no rule allows it', [], 'unknown'],
      [
        'asked where a rule allows it',
        [{ cidrs: ['127.0.0.0/8'], ports: ['1024-65535'] }],
        'healthy',
      ],
    ])('vets what entities name: %s', async (_, allow, outcome) => {
      const url = await serve('HTTP/1.1 204 No Content\r\n\r\n');
      const probe = threadOf({ allow })
        .asking(http)
        .prepare(question({ url }, 'entity'));

      expect(await check(probe)).toMatchObject({ outcome });
      expect(servers[0].requests).toHaveLength(outcome === 'healthy' ? 1 : 0);
    });

    it('says what a check threw', async () => {
      const probe = threadOf().asking(anything).prepare(question({}));

      await expect(check(probe)).rejects.toThrow('http.url: is not a URL');
      expect(logger.error).not.toHaveBeenCalled();
    });

    it('ends with the backend', async () => {
      const url = await serve('HTTP/1.1 204 No Content\r\n\r\n');
      const thread = threadOf();
      const probe = thread.asking(http).prepare(question({ url }));
      await check(probe);
      const exit = once(started[0], 'exit');

      shutdown.abort();

      await exit;
      expect(await check(probe)).toMatchObject({ outcome: 'unknown' });
      expect(started).toHaveLength(1);
      expect(thread.problems).toEqual([]);
      expect(logger.error).not.toHaveBeenCalled();
    });
  });

  it('is told a definition once', async () => {
    const probe = probeOf(TELLS);

    expect((await check(probe)).facts?.came).toBe('true');
    expect((await check(probe)).facts?.came).toBe('false');
  });

  it('forgets what nobody can check any more', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const asking = threadOf({ codes: [TELLS] }).asking(anything);
    await check(asking.prepare(question({})));
    const other = asking.prepare(question({}));

    let found: ServerObservation | undefined;
    for (let i = 0; i < MANY_TURNS && found?.facts?.forgotten !== '1'; i++) {
      await nextTurn();
      collect();
      found = await check(other);
    }
    expect(found?.facts?.forgotten).toBe('1');
  });

  it.each([
    ['ends', ENDS_WHEN_ASKED, /has ended: it ended with code 3/],
    ['fails', FAILS_WHEN_ASKED, /has ended: it is broken/],
    ['takes too much memory', HOARDS_WHEN_ASKED, /has ended: .*memory limit/],
  ])('says so to all that wait when it %s', async (_, code, why) => {
    const thread = threadOf({ codes: [code] });
    const asking = thread.asking(anything);
    const checks = [1, 2].map(() => check(asking.prepare(question({}))));

    for (const found of await Promise.all(checks)) {
      expect(found).toEqual({ ...ENDED, message: expect.stringMatching(why) });
    }
    expect(thread.problems).toEqual([
      {
        name: 'check thread',
        message: ENDED.message,
        since: { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() },
      },
    ]);
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('is ended when it does not answer any more', async () => {
    const thread = threadOf({ codes: [LOOPS_WHEN_ASKED] });
    const probe = thread.asking(anything).prepare(question({}));
    const deadline = new AbortController();
    const found = check(probe, deadline.signal);
    await once(started[0], 'message');
    const late = check(probe, deadline.signal);
    deadline.abort();

    clock.advance(10_000);

    expect(await late).toEqual({
      ...ENDED,
      message: expect.stringContaining('it has not answered for 10 s'),
    });
    // it was asked before the thread was ready
    expect(await found).toMatchObject({ reason: 'starting' });
  });

  it('is started again after a pause, and then knows nothing', async () => {
    const thread = threadOf({
      codes: [ENDS_WHEN_ASKED, ENDS_WHEN_ASKED, TELLS],
    });
    const probe = thread.asking(anything).prepare(question({}));
    expect(await check(probe)).toEqual(ENDED);
    const [{ since }] = thread.problems;

    clock.advance(4_999);
    expect(await check(probe)).toEqual(ENDED);
    expect(started).toHaveLength(1);

    clock.advance(1);
    expect(await check(probe)).toEqual(ENDED);
    expect(started).toHaveLength(2);
    expect(thread.problems[0].since).toEqual(since);

    clock.advance(5_000);
    expect((await check(probe)).facts?.came).toBe('true');
    expect(thread.problems).toEqual([]);
  });

  it('says so when it cannot be started', async () => {
    const thread = new CheckThread({
      ...{ allow: [], clock: systemClock, logger, signal: shutdown.signal },
      start: () => {
        throw new Error('there are too many threads');
      },
    });
    const probe = thread.asking(anything).prepare(question({}));

    expect(await check(probe)).toEqual({
      ...ENDED,
      message: expect.stringContaining('there are too many threads'),
    });
    expect(thread.problems).toHaveLength(1);
  });
});
