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

import {
  badlyRebuilt,
  comingAndGoing,
  failing,
  findingNoRoom,
  type MachineLife,
  partTime,
  paused,
  rebuilt,
  switchedOff,
} from './lives';

/**
 * What a machine is made of; `metal` is bare metal, with a node of Ironic's for each.
 *
 * @public
 */
export type DemoFlavor = 'small' | 'large' | 'gpu' | 'metal';

/** @internal */
export const FLAVORS: Record<
  DemoFlavor,
  { name: string; vcpus: number; ram: number; disk: number }
> = {
  small: { name: 'g.4.standard', vcpus: 4, ram: 16_384, disk: 40 },
  large: { name: 'g.16.highmem', vcpus: 16, ram: 131_072, disk: 200 },
  gpu: { name: 'g.24.a100', vcpus: 24, ram: 245_760, disk: 800 },
  metal: { name: 'bm.64.nvme', vcpus: 64, ram: 524_288, disk: 3_840 },
};

/**
 * A server of the demo.
 *
 * @public
 */
export interface DemoMachine {
  /** What its Server and Nova call it. */
  name: string;
  /** Whose it is: an identity, with a project of the same name. */
  organization: string;
  flavor: DemoFlavor;
  /** Absent: it was built long ago, and runs. */
  life?: MachineLife;
}

/**
 * A region of the demo.
 *
 * @public
 */
export interface RegionPlan {
  /** Id and name. */
  name: string;
  machines: DemoMachine[];
  /** Nobody can log in for a while, again and again. Absent: always well. */
  outages?: { wellMs: number; outMs: number };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * The regions of the demo portal: a large one where there is always something going
 * on, and a small one that cannot be asked now and then. examples/machines.yaml has
 * entities for what is in them.
 *
 * @internal
 */
export const regionPlans: RegionPlan[] = [
  {
    name: 'west',
    machines: [
      ...of('shop', 'small', {
        'web-1': undefined,
        'web-2': undefined,
        // Nova takes a name for a pattern: whoever asks for web-1 gets this one too
        'web-10': undefined,
        'web-11': undefined,
        'checkout-1': failing(45 * SECOND_MS),
        'checkout-2': undefined,
        'cart-1': rebuilt(30 * SECOND_MS),
        'reports-1': partTime(50 * SECOND_MS),
      }),
      ...of('shop', 'large', {
        'search-1': undefined,
        'search-2': undefined,
      }),
      ...of('research', 'small', {
        'notebook-1': partTime(35 * SECOND_MS),
        'notebook-2': paused(40 * SECOND_MS),
        'notebook-3': switchedOff(),
      }),
      ...of('research', 'gpu', {
        'training-1': comingAndGoing(50 * SECOND_MS),
        'training-2': comingAndGoing(65 * SECOND_MS),
        'training-3': findingNoRoom(40 * SECOND_MS),
      }),
      ...of('research', 'metal', {
        'metal-1': undefined,
        'metal-2': comingAndGoing(30 * SECOND_MS),
        'metal-3': comingAndGoing(75 * SECOND_MS),
      }),
      ...of('platform', 'small', {
        'bastion-1': undefined,
        'runner-1': comingAndGoing(25 * SECOND_MS),
        'runner-2': comingAndGoing(40 * SECOND_MS),
        'runner-3': comingAndGoing(70 * SECOND_MS),
        'builder-1': badlyRebuilt(35 * SECOND_MS),
      }),
    ],
  },
  {
    name: 'north',
    machines: of('platform', 'large', {
      'standby-1': undefined,
      'standby-2': undefined,
      'archive-1': undefined,
    }),
    outages: { wellMs: 90 * SECOND_MS, outMs: MINUTE_MS },
  },
];

function of(
  organization: string,
  flavor: DemoFlavor,
  machines: Record<string, MachineLife | undefined>,
): DemoMachine[] {
  return Object.entries(machines).map(([name, life]) => ({
    name,
    organization,
    flavor,
    life,
  }));
}
