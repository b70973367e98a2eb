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
 * Servers that are asked over the network are asked by a thread of its own, with a
 * heap of its own.
 *
 * Each connection leaves some 40 kB of short-lived objects behind. In the heap of a
 * portal, which is large and seldom collected, they end up among what is long-lived,
 * and the portal grows by hundreds of megabytes that it does not need; in a small heap
 * they are gone a moment later. The other way round, a portal that is busy does not
 * make servers look slow, and what goes wrong with an answer is not the portal's end.
 *
 * The portal's thread reads definitions, keeps the schedule and judges; this one
 * connects. It knows a definition from its first check on, until nobody can check it any
 * more. Targets are vetted here, where their names are looked up and connected to. If
 * the thread ends, or has to be ended as it does not answer any more, the checks under way are
 * `Unknown` with the reason, and a new one is started with a check that comes some seconds later.
 *
 * Providers of modules are asked in the portal's own thread: what they need of it cannot
 * be sent to another.
 *
 * @packageDocumentation
 */

export { CheckThread } from './CheckThread';
