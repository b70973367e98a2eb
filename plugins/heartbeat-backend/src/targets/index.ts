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
 * Decides which targets may be asked at all. Anybody who can register an entity
 * can write an annotation; without this, the backend would be everybody's way
 * into the network that it stands in.
 *
 * What an entity names is refused unless the operator allows it
 * (`heartbeat.monitor.annotations.allow`): a name by a rule's `hosts`, a literal
 * address by its `cidrs`, either with one of its `ports`. A name that no rule
 * names is not even looked up. A name that is looked up must lead to public
 * addresses, or to those in `cidrs` of the rule that names it; one address that
 * may not be asked among others that may refuses them all, since whoever answers
 * for the name chooses which is taken. Metadata services, link-local, multicast
 * and unspecified addresses are refused whatever the rules say.
 *
 * What the operator names is asked wherever it is. A target of which nobody says who
 * names it is an entity's. Where such a server sends us to
 * another origin, it is no longer the operator who speaks: that must be a public
 * address at a port of the web, or allowed by a rule. A redirect within the origin
 * is the operator's target still.
 *
 * Addresses decide, not spellings: a host is first read as browsers read it, so
 * that `0x7f.1`, `２１３０７０６４３３` and `127.1` are 127.0.0.1 here too, and what is
 * left over is a name. IPv6 addresses that carry an IPv4 address are judged by
 * that one as well.
 *
 * Callers connect to one of the addresses that are returned, and never look the
 * name up again: its next answer may be another one.
 *
 * @packageDocumentation
 */

export { RULES_KEY, type AllowRule } from './AllowRule';
export { type Lookup } from './Lookup';
export { readHost } from './readHost';
export { redactUrl } from './redactUrl';
export { TargetError } from './TargetError';
export { TargetGuard } from './TargetGuard';
export {
  vetAddress,
  type AddressKind,
  type AddressVerdict,
} from './vetAddress';
