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
 * From what checks found to what is said of a server.
 *
 * Two questions are kept apart, each with an answer that only enough results in a
 * row can turn: is it down (`failures` results that say so; `passes` that do not),
 * and is it less than healthy (degraded or down; or healthy)? The status is `Down`,
 * `Degraded` or `Healthy` by these two. So a server that is now down and now
 * degraded is not healthy, though neither comes often enough in a row to be said on
 * its own; and any result that is not `down` breaks a row of failures.
 *
 * The first result counts at once, as does one that its provider is certain of. What
 * turns is dated back to the first of the results that turned it.
 *
 * Results that are `unknown` break rows and say nothing else: what is known is held
 * for `failures` of them, and is then `Unknown` with what was last known beside it.
 * It is known again with the first result that agrees with that, or with enough in a
 * row that do not. So no server is `Down` because it could not be asked.
 *
 * All of it is pure: a judgement and a result make the next judgement, and where
 * nothing changed it is the same object.
 *
 * @packageDocumentation
 */

export { backoffOf } from './backoff';
export { judge, type JudgingRules, stop } from './judge';
export { type Judgement, NEVER_JUDGED, pendingOf } from './Judgement';
export { suspend } from './suspend';
export { fromMemory, toMemory } from './memory';
