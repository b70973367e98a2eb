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

import { countReplicas } from './replicas';

describe('the replicas of a controller', () => {
  it('are counted without those that were shut down', () => {
    expect(
      countReplicas([
        { status: 'Alive' },
        { status: 'Late' },
        { status: 'Dead' },
        { status: 'Stopped' },
      ]),
    ).toEqual({ alive: 2, total: 3 });
  });
});
