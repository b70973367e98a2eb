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
 * Leases in Kubernetes: reading them (`LeaseObserver`) and writing our own
 * (`LeaseRenewer`).
 *
 * Reading: each scope (a cluster, a namespace or all, a selector) is listed once
 * and watched from there. A stream that ends or breaks is taken up again at the
 * last resourceVersion; only where that fails is the watch reported as failed, with
 * the reason, and the scope listed again after a growing pause. An error is
 * never an empty list, and a scope never hides another. What is read is
 * reported as it is: nothing here knows verdicts.
 *
 * Writing: one PATCH for each renewal, on the resourceVersion that we know. Of
 * a write that was not answered, or with 5xx, nothing is known: it is read back
 * before it is repeated. On shutdown the Lease is deleted, if it is still ours. Where
 * another process renews it too, one of the two leaves it to the other (`Rivalry`).
 *
 * Times are written by this machine's wall clock, as every client of Leases
 * does, and never read for a decision.
 *
 * @packageDocumentation
 */

export type * from './LeaseListener';
export * from './LeaseObserver';
export * from './LeaseRenewer';
export * from './OwnLease';
export { selectionsOf, type LeaseSelection } from './selection';
