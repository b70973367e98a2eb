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

import type { ControllerHeartbeats } from 'backstage-plugin-heartbeat-common';

/**
 * Kargo's view as the original writes it: its keys are sorted [H26], which an object of
 * JavaScript does not keep where one of them is a number.
 *
 * @internal
 */
export function kargoJson({
  heartbeats,
  defaultController,
}: ControllerHeartbeats): string {
  const entries = Object.keys(heartbeats)
    .sort()
    .map(name => {
      const { controller, status, timestamp } = heartbeats[name];
      return `${JSON.stringify(name)}:${JSON.stringify({
        ...{ controller, status, timestamp },
      })}`;
    });
  return `{"heartbeats":{${entries.join(
    ',',
  )}},"defaultController":${JSON.stringify(defaultController)}}`;
}
