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
import { FakeClock } from '../__testUtils__/FakeClock';
import { ChangeSignal } from './ChangeSignal';

function setUp() {
  const clock = new FakeClock();
  const publish = jest.fn(async () => {});
  const logger = mockServices.logger.mock();
  const signal = new ChangeSignal({ signals: { publish }, clock, logger });
  return { clock, publish, logger, signal };
}

describe('the signal that something changed', () => {
  it('comes at once, and one more time for the many changes that follow', () => {
    const { clock, publish, signal } = setUp();
    for (let i = 0; i < 1000; i++) {
      signal.notify();
    }
    expect(publish).toHaveBeenCalledTimes(1);
    clock.advance(250);
    expect(publish).toHaveBeenCalledTimes(2);
    clock.advance(60_000);
    expect(publish).toHaveBeenCalledTimes(2);
    signal.notify();
    expect(publish).toHaveBeenCalledTimes(3);
  });

  it('says nothing but that: it reaches users who may not read what changed', () => {
    const { publish, signal } = setUp();
    signal.notify();
    expect(publish).toHaveBeenCalledWith({
      recipients: { type: 'broadcast' },
      channel: 'heartbeat:changed',
      message: {},
    });
  });

  it('that cannot be sent is logged, and the next one is tried', async () => {
    const { clock, publish, logger, signal } = setUp();
    publish.mockRejectedValueOnce(new Error('the events service is down'));
    signal.notify();
    await new Promise(resolve => setImmediate(resolve));
    expect(logger.warn).toHaveBeenCalledTimes(1);
    clock.advance(250);
    signal.notify();
    expect(publish).toHaveBeenCalledTimes(2);
  });
});
