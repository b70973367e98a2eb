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

import type { Checker } from 'backstage-plugin-heartbeat-node';
import type { Slices } from './slices';

/** A run comes soon enough before the end of the slice that the one before arranged. */
const FREQUENCY = { seconds: 10 };

/** For two statements; a run that takes longer is as good as lost. */
const TIMEOUT = { seconds: 5 };

/**
 * Server health as a Checker: each run arranges the checks of one shard for the coming
 * slice of time, and does not wait for them.
 *
 * @internal
 */
export function createServerHealthChecker(slices: Slices): Checker {
  return {
    name: 'server-health',
    frequency: FREQUENCY,
    timeout: TIMEOUT,
    shards: slices.state.total,
    check: ({ shard }) => slices.arrange(shard.index),
  };
}
