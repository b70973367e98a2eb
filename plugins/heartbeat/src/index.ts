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

/**
 * The heartbeat screens: a card and a tab for entity pages, and an overview page. These
 * are the exports for the legacy frontend system; the plugin of the new one is
 * the default export of `backstage-plugin-heartbeat/alpha`.
 *
 * @packageDocumentation
 */

export {
  EntityHeartbeatCard,
  EntityHeartbeatContent,
  heartbeatPlugin,
  HeartbeatPage,
} from './plugin';
export { isHeartbeatAvailable } from './isHeartbeatAvailable';
