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
 * What is to be connected to.
 *
 * @public
 */
export interface Target {
  /** A name or an address, with or without brackets. */
  host: string;
  port: number;
  /** Who named it, see {@link ServerDefinition.trust}. Default: `entity`. */
  trust?: 'operator' | 'entity';
  /** The server at another origin sent us here, so that it is no longer `trust` who speaks. */
  isRedirect?: boolean;
}

/**
 * An address that may be connected to, in the shape in which `lookup` of `node:net`
 * takes it.
 *
 * @public
 */
export interface TargetAddress {
  address: string;
  family: 4 | 6;
}

/**
 * Where a target is.
 *
 * @public
 */
export interface VettedTarget {
  /** At least one. All of them were vetted. */
  addresses: TargetAddress[];
  /** How long the name took to look up; 0 for an address. */
  dnsMs: number;
}

/**
 * - `target-forbidden`: the operator does not allow it.
 * - `redirect-forbidden`: the same of where a redirect leads.
 * - `name-not-found`: DNS knows no address of the name.
 * - `dns-failed`: DNS cannot say.
 * - `timeout`: DNS did not say it in time.
 *
 * @public
 */
export type TargetReason =
  | 'target-forbidden'
  | 'redirect-forbidden'
  | 'name-not-found'
  | 'dns-failed'
  | 'timeout';

/**
 * Why a target is not asked, or cannot be. A check that throws it on says just that
 * of its server.
 *
 * @public
 */
export interface TargetError extends Error {
  name: 'TargetError';
  reason: TargetReason;
}

/**
 * Decides which targets may be connected to. Anybody who can register an entity can
 * write an annotation; a provider that connected to whatever is named there would be
 * everybody's way into the network that the backend stands in.
 *
 * What the operator names may be anywhere. What an entity names, and where a redirect
 * leads, is refused unless a rule of `heartbeat.monitor.annotations.allow` has its
 * host and port. Metadata services, link-local, multicast and unspecified addresses
 * are refused whatever the rules say. A host is read as browsers read it, so that
 * other spellings of an address help nobody.
 *
 * A name is looked up here, and all of its addresses are vetted. Connect to one of
 * those that are returned, and do not let a client look the name up again: whoever
 * answers for the name may say something else the next time (DNS rebinding). The name
 * is still right for `servername` of TLS and for `Host` of HTTP.
 *
 * Let no client follow redirects by itself. Vet where each one leads, with
 * `isRedirect` where that is another origin.
 *
 * @public
 */
export interface Targets {
  /**
   * Vets one target and finds where it is, for one connection: the next check vets
   * anew.
   *
   * @throws {@link TargetError}, with `timeout` once the signal of the context is given
   */
  vet(target: Target): Promise<VettedTarget>;
}
