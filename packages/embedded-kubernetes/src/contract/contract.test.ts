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

import { describeClientNode } from './clientNode';
import { KUBECONFIG_VARIABLE } from './ContractTarget';
import { useFixture } from './Fixture';
import { describeLists } from './lists';
import { describePatches } from './patches';
import { describeRaces } from './races';
import { describeRights } from './rights';
import { describeSpec } from './spec';
import { describeTimes } from './times';
import { describeWatches } from './watches';
import { describeWrites } from './writes';

/*
 * What the embedded Kubernetes API promises, as one suite that also runs, unchanged and with the same number of
 * tests, against a real API server: set HEARTBEAT_TEST_KUBECONFIG to a kubeconfig whose current context is an
 * administrator's and which has a context `nobody` without rights. Every namespace it needs is its own.
 */
const target = process.env[KUBECONFIG_VARIABLE]
  ? 'a real API server'
  : 'the embedded API';

describe(`the Kubernetes contract, as ${target} keeps it`, () => {
  const fixture = useFixture();
  describeTimes(fixture);
  describeSpec(fixture);
  describeWrites(fixture);
  describeRaces(fixture);
  describePatches(fixture);
  describeLists(fixture);
  describeWatches(fixture);
  describeRights(fixture);
  describeClientNode(fixture);
});
